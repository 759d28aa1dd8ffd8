import { Type, type TSchema } from '@sinclair/typebox';

/** The form of all lists. `cursor` goes into the next request's query to get what comes after; null at the end. A page can be short, even empty. */
export const listReplySchema = <T extends TSchema>(item: T) => Type.Object({
    items: Type.Array(item),
    cursor: Type.Union([Type.String(), Type.Null()])
});

export interface ListReply<T> { items: T[]; cursor: string | null }
