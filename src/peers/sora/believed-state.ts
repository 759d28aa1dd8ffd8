import { ConnectionStateSchema, type ConnectionState } from '../../../schemas/connection-state.js';
import { createFaultFinder } from '../../ingest/find-faults.js';
import { removeAt } from '../../ingest/repair-body.js';

/** Leaves out what is not believed, as a delay of days: counters come from browsers of all kinds. Changes the state in place. */
export function createBelief(): (state: ConnectionState) => ConnectionState {
    const findFaults = createFaultFinder(ConnectionStateSchema);
    return (state) => {
        for (const { segments } of findFaults(state)) removeAt(state as Record<string, unknown>, segments);
        return state;
    };
}
