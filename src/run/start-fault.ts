import { ConfigError } from '../config.js';
import { WorkerFault } from '../workers/supervise.js';

/** `door`: with what the names of the settings begin that say what could not be listened on; SORA_ of SORA_PORT. */
type StartFault = NodeJS.ErrnoException & { port?: number; address?: string; door?: string };

/** Why the service cannot start: one clear line, or one per fault of the configuration. */
export function describeStartFault(error: unknown): string {
    const fault = error as StartFault;
    if (fault instanceof ConfigError || fault instanceof WorkerFault) return fault.message;
    const place = [fault.address, fault.port].filter((part) => part !== undefined).join(':');
    const { door = '' } = fault;
    const reasons: Record<string, string> = {
        EADDRINUSE: `${place} is in use by another program (${door}PORT, ${door}HOST).`,
        EADDRNOTAVAIL: `this machine does not have the address ${place} (${door}HOST).`,
        ENOTFOUND: `there is no address ${fault.message.split(' ').at(-1) ?? ''} (${door}HOST).`
    };
    const unusable = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC'].includes(fault.code ?? '')
        ? fault.syscall === 'listen' || fault.syscall === 'bind'
            ? `this user may not listen on ${place} (${door}PORT).`
            : `${fault.path ?? 'the folder'} cannot be used (${String(fault.code)}); DATA_DIR must be a folder that this user may write.`
        : undefined;
    return `confmeter cannot start: ${reasons[fault.code ?? ''] ?? unusable ?? fault.message}`;
}
