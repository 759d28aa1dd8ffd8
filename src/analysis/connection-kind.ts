import type { ConnectionKind } from '../../schemas/connection-kind.js';
import type { ConnectionState } from '../../schemas/connection-state.js';
import { isOverTcp, isRelayed } from './detectors/path.js';

/**
 * How media goes in this state; undefined: not known.
 * @param p2p - straight to the other participant; null: not told
 */
export function connectionKindOf(state: ConnectionState, p2p: boolean | null): ConnectionKind | undefined {
    const isRelay = isRelayed(state);
    const way = isRelay === true ? 'relay' : p2p === true ? 'p2p' : 'bridge';
    if (isRelay === undefined || (isRelay === false && p2p === null)) return undefined;
    return isOverTcp(state) === true ? `${way}-tcp` : way;
}
