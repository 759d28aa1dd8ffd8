import type { FastifyBaseLogger } from 'fastify';
import { RequestError } from '../errors.js';

/** Seconds after which it is worth to ask a store again that did not answer. */
const RETRY_AFTER = 5;

/**
 * Answers how to make of a call of the store the same call, whose failures are the store's and not a fault of ours: logged, told as 503.
 * @param consequence - a sentence for log and answer, if there is more to say than that the store does not answer
 */
export const createFailureTeller = (log: FastifyBaseLogger, consequence?: string) =>
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A): Promise<R> => call(...args).catch((err: unknown) => {
        const message = 'The store does not answer.';
        log.error({ err }, consequence === undefined ? message : `${message} ${consequence}`);
        throw new RequestError('store_unavailable', {
            retryAfterSeconds: RETRY_AFTER, ...consequence !== undefined && { message: `${message} ${consequence}` }
        });
    });
