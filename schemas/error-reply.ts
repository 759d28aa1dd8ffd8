import { Type, type Static } from '@sinclair/typebox';

/** The one body of every answer from 400 on. Clients branch on `code`; src/errors.ts has them all. */
export const ErrorReplySchema = Type.Object({
    code: Type.String(),
    message: Type.String(),
    path: Type.Optional(Type.String({ description: 'JSON Pointer (RFC 6901) to what is wrong: in the body, or / and a parameter of the query' })),
    requestId: Type.String()
});

export type ErrorReply = Static<typeof ErrorReplySchema>;
