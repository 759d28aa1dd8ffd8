import { Type, type Static } from '@sinclair/typebox';
import { ErrorReplySchema } from './error-reply.js';

/** GET /healthz: the process runs and answers. */
export const HealthReplySchema = Type.Object({ status: Type.Literal('ok') });

/** GET /readyz: whether pushes are taken, and what waits for the store. */
export const ReadinessSchema = Type.Object({
    ready: Type.Boolean(),
    reasons: Type.Array(Type.String(), {
        description: 'codes of src/errors.ts: why no push is taken now; with store_unavailable alone pushes are taken, and wait for the store. '
            + 'With several workers why one of them takes none: ready as long as another one does'
    }),
    spool: Type.Object({
        batches: Type.Integer({ description: 'on disk, not yet in the store' }),
        bytes: Type.Integer({ description: 'of these batches' }),
        oldestAt: Type.Union([Type.Number(), Type.Null()], { description: 'when the oldest of them came, epoch milliseconds' })
    }, { description: 'of all workers that answer' }),
    workers: Type.Optional(Type.Object({
        count: Type.Integer({ description: 'WORKERS' }),
        answering: Type.Integer({ description: 'the others are starting, have died and will be started again, or are too busy' })
    }, { description: 'with several workers' }))
});

/** The same with status 503: an error's body too, with the first reason as its code. */
export const UnreadinessSchema = Type.Composite([ErrorReplySchema, ReadinessSchema]);

export type Readiness = Static<typeof ReadinessSchema>;
export type Unreadiness = Static<typeof UnreadinessSchema>;
