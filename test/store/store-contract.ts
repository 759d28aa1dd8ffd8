import type { Test } from 'tap';
import type { Store } from '../../src/store/store.js';
import { analysesContract } from './analyses-contract.js';
import { conferencesContract } from './conferences-contract.js';
import { erasuresContract } from './erasures-contract.js';
import { recordsContract } from './records-contract.js';
import { rollupsContract } from './rollups-contract.js';
import { rtcStatsContract } from './rtcstats-contract.js';
import { sessionListsContract } from './session-lists-contract.js';
import { sessionReadsContract } from './session-reads-contract.js';
import { webhooksContract } from './webhooks-contract.js';

interface Stores {
    /** Gives an empty one and sees to its end. */
    open: (t: Test) => Promise<Store>;
    /** The same, of a database whose owner has it refuse what records-contract.ts says. */
    openRefusing: (t: Test) => Promise<Store>;
    /** Random stores whose lists are looked at. */
    runs: number;
}

/** What every store must do. */
export function storeContract(t: Test, { open, openRefusing, runs }: Stores): void {
    recordsContract(t, open, openRefusing);
    sessionReadsContract(t, open);
    analysesContract(t, open);
    conferencesContract(t, open);
    rollupsContract(t, open);
    sessionListsContract(t, open, runs);
    erasuresContract(t, open);
    rtcStatsContract(t, open, openRefusing);
    webhooksContract(t, open);
}
