import type { Config } from '../config.js';

/**
 * What each worker may of what is limited for all of them, so that the limits hold for the whole. RATE_LIMIT, SORA_RATE_LIMIT and
 * LOGIN_ATTEMPTS are counted together.
 */
export function shareConfig(config: Config): Config {
    const { WORKERS, SPOOL_MAX_BYTES, REJECTED_MAX_BYTES, BATCH_MAX_BYTES, MAX_CONNECTIONS, SORA_MAX_CONNECTIONS, SORA_PENDING_BYTES } = config;
    const share = (whole: number) => Math.floor(whole / WORKERS);
    // 0 is no limit
    const shareOfLimit = (whole: number) => whole === 0 ? 0 : Math.max(1, share(whole));
    return {
        ...config,
        SPOOL_MAX_BYTES: share(SPOOL_MAX_BYTES),
        REJECTED_MAX_BYTES: share(REJECTED_MAX_BYTES),
        BATCH_MAX_BYTES: share(BATCH_MAX_BYTES),
        SORA_PENDING_BYTES: share(SORA_PENDING_BYTES),
        MAX_CONNECTIONS: shareOfLimit(MAX_CONNECTIONS),
        MAX_STREAMS: shareOfLimit(config.MAX_STREAMS),
        MAX_STREAMS_PER_ADDRESS: shareOfLimit(config.MAX_STREAMS_PER_ADDRESS),
        SORA_MAX_CONNECTIONS: Math.max(1, share(SORA_MAX_CONNECTIONS)),
        AUDIENCE_LOCAL_CONNECTIONS: Math.max(1, share(config.AUDIENCE_LOCAL_CONNECTIONS))
    };
}
