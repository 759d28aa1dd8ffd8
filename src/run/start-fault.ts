import { ConfigError } from '../config.js';
import { WorkerFault } from '../workers/supervise.js';

type StartFault = NodeJS.ErrnoException & { port?: number; address?: string };

/** Why the service cannot start: one clear line, or one per fault of the configuration. */
export function describeStartFault(error: unknown): string {
    const fault = error as StartFault;
    if (fault instanceof ConfigError || fault instanceof WorkerFault) return fault.message;
    const place = [fault.address, fault.port].filter((part) => part !== undefined).join(':');
    const reasons: Record<string, string> = {
        EADDRINUSE: `${place} is in use by another program (PORT, HOST).`,
        EADDRNOTAVAIL: `this machine does not have the address ${place} (HOST).`,
        ENOTFOUND: `there is no address ${fault.message.split(' ').at(-1) ?? ''} (HOST).`
    };
    const unusable = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC'].includes(fault.code ?? '')
        ? fault.syscall === 'listen' || fault.syscall === 'bind'
            ? `this user may not listen on ${place} (PORT).`
            : `${fault.path ?? 'the folder'} cannot be used (${String(fault.code)}); DATA_DIR must be a folder that this user may write.`
        : undefined;
    return `confmeter cannot start: ${reasons[fault.code ?? ''] ?? unusable ?? fault.message}`;
}
