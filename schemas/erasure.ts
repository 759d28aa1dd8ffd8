import { Type, type Static } from '@sinclair/typebox';

const counts = {
    sessions: Type.Integer({ description: 'how many went' }),
    pushes: Type.Integer({ description: 'how many these had' }),
    rtcstats: Type.Integer({ description: 'how many objects of getStats() these had' })
};

/** DELETE /v1/sessions/:sessionId */
export const SessionErasureReplySchema = Type.Object({ sessionId: Type.String(), ...counts });

/** DELETE /v1/users/:userId */
export const UserErasureReplySchema = Type.Object({ userId: Type.String(), ...counts });

export type SessionErasureReply = Static<typeof SessionErasureReplySchema>;
export type UserErasureReply = Static<typeof UserErasureReplySchema>;
