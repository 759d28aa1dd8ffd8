import { Type } from '@sinclair/typebox';
import type { EndReason } from './push.js';

/** How a session ended: as the page said, or by silence. */
export const SessionEndReasonSchema = Type.Unsafe<EndReason | 'silent'>(Type.String());
