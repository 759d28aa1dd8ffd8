import { Type, type Static } from '@sinclair/typebox';
import { ErrorReplySchema } from './error-reply.js';

/** GET /healthz: the process runs and answers. */
export const HealthReplySchema = Type.Object({ status: Type.Literal('ok') });

/** GET /readyz: whether pushes are taken, and what waits for the store. */
export const ReadinessSchema = Type.Object({
    ready: Type.Boolean(),
    reasons: Type.Array(Type.String(), {
        description: 'codes of src/errors.ts: why no push is taken now; with store_unavailable alone pushes are taken, and wait for the store'
    }),
    spool: Type.Object({
        batches: Type.Integer({ description: 'on disk, not yet in the store' }),
        bytes: Type.Integer({ description: 'of these batches' }),
        oldestAt: Type.Union([Type.Number(), Type.Null()], { description: 'when the oldest of them came, epoch milliseconds' })
    })
});

/** The same with status 503: an error's body too, with the first reason as its code. */
export const UnreadinessSchema = Type.Composite([ErrorReplySchema, ReadinessSchema]);

export type Readiness = Static<typeof ReadinessSchema>;
export type Unreadiness = Static<typeof UnreadinessSchema>;
