import type { CallEvent } from '../../schemas/event.js';
import { correctedAt } from '../store/clock-offset.js';
import type { PushRecord } from '../store/store.js';
import { orderedPushes } from './ordered-pushes.js';

/** The events of one session by their corrected times, then seq, then position. The pushes may come in any order and more than once. */
export const orderEvents = (pushes: readonly PushRecord[]): CallEvent[] => orderedPushes(pushes)
    .flatMap(({ events, offset }) => events.map((event) => ({ ...event, at: correctedAt(event.at, offset) })))
    // stable (ECMA-262, 23.1.3.30): those of one moment stay in the order of seq and position
    .sort((a, b) => a.at - b.at);
