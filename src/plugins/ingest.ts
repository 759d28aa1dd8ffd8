import fp from 'fastify-plugin';
import { createAcceptPeer, type AcceptPeer } from '../ingest/accept-peer.js';
import { createAcceptPush, type AcceptPush } from '../ingest/accept-push.js';
import { createAcceptSession, type AcceptSession } from '../ingest/accept-session.js';
import { createAddressPolicy } from '../ingest/addresses.js';
import { BoundedMap } from '../ingest/bounded-map.js';
import { openCountries } from '../ingest/countries.js';
import { createClientDescriber } from '../ingest/describe-client.js';
import { createPushRules } from '../ingest/record-push.js';
import { createRecordReport } from '../ingest/record-report.js';
import { createRecordSession } from '../ingest/record-session.js';
import { createPushRepair } from '../ingest/repair-push.js';
import { createSessionRepair } from '../ingest/repair-session.js';
import { createSessionTokens } from '../ingest/session-token.js';
import { createBatchWriter } from '../spool/batch-writer.js';
import type { StoredRecord } from '../store/store.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** The ways in: what they resolve is on disk. */
        readonly ingest: {
            readonly acceptSession: AcceptSession; readonly acceptPush: AcceptPush; readonly acceptPeer: AcceptPeer;
            /** Calls back with each record that is on disk, while its request waits for the answer: the listener must not take long. */
            readonly onAccepted: (listener: (record: StoredRecord) => void) => void;
            /** Calls back when something was left out of what was taken, with where the first of it was. */
            readonly onDropped: (listener: (path: string) => void) => void;
        };
    }
}

/** Sessions whose SDK version is remembered, to count unknown members by it. */
const REMEMBERED_SESSIONS = 20_000;

export const ingestPlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const { config, spool, drainer, secrets, telemetry } = app;
    const writer = createBatchWriter({
        spool, maxPendingBytes: config.BATCH_MAX_BYTES, log: app.log, onDurable: () => { drainer.wake(); }
    });
    const addresses = createAddressPolicy(config.IP_PRIVACY);
    const rules = createPushRules(addresses, config);
    const recordSession = createRecordSession({
        addresses, describeClient: createClientDescriber(), findCountry: await openCountries(config.MAXMIND_FILE)
    }, config);
    const listeners: ((record: StoredRecord) => void)[] = [];
    const accepted = (record: StoredRecord) => { for (const listener of listeners) listener(record); };
    const droppedListeners: ((path: string) => void)[] = [];
    const dropped = (path: string) => { for (const listener of droppedListeners) listener(path); };
    const parts = {
        writer, now, accepted, dropped,
        tokens: createSessionTokens(secrets.sessionSecrets),
        counts: telemetry.ingest,
        sdkVersions: new BoundedMap<string, string>(REMEMBERED_SESSIONS)
    };
    app.decorate('ingest', {
        onAccepted: (listener) => { listeners.push(listener); },
        onDropped: (listener) => { droppedListeners.push(listener); },
        acceptSession: createAcceptSession({ ...parts, recordSession, repair: createSessionRepair() }, config),
        acceptPush: createAcceptPush({
            ...parts, rules, repair: createPushRepair({ maxDeltas: config.MAX_DELTAS, maxEvents: config.MAX_EVENTS })
        }),
        acceptPeer: createAcceptPeer({ ...parts, recordSession, recordReport: createRecordReport(addresses, config), rules })
    });
    app.addHook('onClose', () => writer.close());
}, { name: 'ingest', dependencies: ['settings', 'secrets', 'telemetry', 'spool', 'drainer'] });
