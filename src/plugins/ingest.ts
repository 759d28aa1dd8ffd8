import fp from 'fastify-plugin';
import { createAcceptPush, type AcceptPush } from '../ingest/accept-push.js';
import { createAcceptSession, type AcceptSession } from '../ingest/accept-session.js';
import { createAddressPolicy } from '../ingest/addresses.js';
import { BoundedMap } from '../ingest/bounded-map.js';
import { openCountries } from '../ingest/countries.js';
import { createClientDescriber } from '../ingest/describe-client.js';
import { createPushRepair } from '../ingest/repair-push.js';
import { createSessionRepair } from '../ingest/repair-session.js';
import { createSessionTokens } from '../ingest/session-token.js';
import { createBatchWriter } from '../spool/batch-writer.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** The ways in: what they resolve is on disk. */
        readonly ingest: { readonly acceptSession: AcceptSession; readonly acceptPush: AcceptPush };
    }
}

/** Sessions whose SDK version is remembered, to count unknown members by it. */
const REMEMBERED_SESSIONS = 20_000;

export const ingestPlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const { config, spool, drainer, secrets, telemetry } = app;
    const writer = createBatchWriter({
        spool, maxPendingBytes: config.BATCH_MAX_BYTES, log: app.log, onDurable: () => { drainer.wake(); }
    });
    const parts = {
        writer, now,
        tokens: createSessionTokens(secrets.sessionSecrets),
        addresses: createAddressPolicy(config.IP_PRIVACY),
        counts: telemetry.ingest,
        sdkVersions: new BoundedMap<string, string>(REMEMBERED_SESSIONS)
    };
    app.decorate('ingest', {
        acceptSession: createAcceptSession({
            ...parts, repair: createSessionRepair(), describeClient: createClientDescriber(), findCountry: await openCountries(config.MAXMIND_FILE)
        }, config),
        acceptPush: createAcceptPush({
            ...parts, repair: createPushRepair({ maxDeltas: config.MAX_DELTAS, maxEvents: config.MAX_EVENTS })
        }, config)
    });
    app.addHook('onClose', () => writer.close());
}, { name: 'ingest', dependencies: ['settings', 'secrets', 'telemetry', 'spool', 'drainer'] });
