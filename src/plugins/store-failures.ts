import type { FastifyBaseLogger } from 'fastify';
import { RequestError } from '../errors.js';

/** Seconds after which it is worth to ask a store again that did not answer. */
const RETRY_AFTER = 5;

/** Answers how to make of a read of the store the same read, whose failures are the store's and not a fault of ours: logged, told as 503. */
export const createFailureTeller = (log: FastifyBaseLogger) =>
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A): Promise<R> => call(...args).catch((err: unknown) => {
        log.error({ err }, 'The store does not answer.');
        throw new RequestError('store_unavailable', { retryAfterSeconds: RETRY_AFTER });
    });
