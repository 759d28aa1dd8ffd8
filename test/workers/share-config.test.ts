import t from 'tap';
import { loadConfig } from '../../src/config.js';
import { shareConfig } from '../../src/workers/share-config.js';

const share = (settings: Record<string, string>) => shareConfig(loadConfig({ MONGODB_URI: 'mongodb://127.0.0.1', ...settings }));

t.test('what is limited for all is shared, so that the shares together are no more', async (t) => {
    const config = share({
        WORKERS: '3', SPOOL_MAX_BYTES: '100000000', REJECTED_MAX_BYTES: '2000', BATCH_MAX_BYTES: '1000000', MAX_CONNECTIONS: '100'
    });
    t.match(config, { SPOOL_MAX_BYTES: 33_333_333, REJECTED_MAX_BYTES: 666, BATCH_MAX_BYTES: 333_333, MAX_CONNECTIONS: 33 });
    t.match(config, { RATE_LIMIT: 6000, BODY_LIMIT: 262_144 }, 'what is counted together, or concerns one request, is not');
});

t.test('a share is never "no limit", and no limit is not shared', async (t) => {
    t.equal(share({ WORKERS: '3', MAX_CONNECTIONS: '2' }).MAX_CONNECTIONS, 1);
    t.equal(share({ WORKERS: '3', MAX_CONNECTIONS: '0' }).MAX_CONNECTIONS, 0);
    t.match(share({ WORKERS: '3', MAX_STREAMS: '100', MAX_STREAMS_PER_ADDRESS: '2' }), { MAX_STREAMS: 33, MAX_STREAMS_PER_ADDRESS: 1 });
    t.match(share({ WORKERS: '3', MAX_STREAMS: '0', MAX_STREAMS_PER_ADDRESS: '0' }), { MAX_STREAMS: 0, MAX_STREAMS_PER_ADDRESS: 0 });
    t.equal(share({ WORKERS: '3', SORA_MAX_CONNECTIONS: '256' }).SORA_MAX_CONNECTIONS, 85);
    t.equal(share({ WORKERS: '3', SORA_MAX_CONNECTIONS: '2' }).SORA_MAX_CONNECTIONS, 1);
    t.equal(share({ WORKERS: '2', SORA_PENDING_BYTES: '2000001' }).SORA_PENDING_BYTES, 1_000_000);
});
