import type { BaseLogger } from 'pino';

/** What the domain folders need of the service's log. */
export type Log = Pick<BaseLogger, 'info' | 'warn' | 'error'>;
