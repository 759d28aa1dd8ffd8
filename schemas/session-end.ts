import { Type } from '@sinclair/typebox';

/** How a session ended: as the page said, or by silence. */
export const SessionEndReasonSchema = Type.Unsafe<'left' | 'closed' | 'kicked' | 'failed' | 'silent'>(Type.String());
