import { Type } from '@sinclair/typebox';
import { JmmcMetricsSchema } from './jmmc.js';

/**
 * What POST /push answers: the body as it was understood, with unknown members beside these as they came. `jmmc_objectId`: of a session that
 * begins. Numbers in `m` may come back as the texts that they were sent as.
 */
export const JmmcPushReplySchema = Type.Object({
    uid: Type.String({ description: 'a GUID, stable per browser' }),
    conf: Type.String({ description: 'the room' }),
    m: JmmcMetricsSchema,
    jmmc_objectId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{24}$' }))
});

/** In `text/html`. */
export const JmmcRefusalSchema = Type.String({
    description: '`must contains the m variable`, `valition error `, `m must be an object`, `m must have 2 fields` or `invalid jmmc_objectId`'
});

/** For any other method than that of the route, and for query strings. */
export const JmmcBadRequestSchema = Type.Object({ error: Type.Literal('Bad URL or request method.') });
