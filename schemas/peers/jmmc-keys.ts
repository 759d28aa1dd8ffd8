/** A key of `m` that tells a member of a state, each by its path. */
export interface JmmcKey {
    key: readonly [string] | readonly [string, string];
    member: readonly [string, ...string[]];
    /** address: IPv4, in `m` as an integer. protocol: `udp` or `tcp`. nullable: a number that `m` can tell to be unknown. */
    holds: 'number' | 'nullable' | 'text' | 'address' | 'protocol';
}

/** What jitsi-meet-metrics-collector's keys are in our words. `br`, `os`, `pid` and `t.rip` belong to the session, `ts` is a delta's `at`. */
export const JMMC_KEYS: readonly JmmcKey[] = [
    { key: ['cq'], member: ['connectionQuality'], holds: 'number' },
    { key: ['res', 'h'], member: ['resolution', 'height'], holds: 'number' },
    { key: ['res', 'w'], member: ['resolution', 'width'], holds: 'number' },
    { key: ['cdc', 'a'], member: ['codec', 'audio'], holds: 'text' },
    { key: ['cdc', 'v'], member: ['codec', 'video'], holds: 'text' },
    { key: ['u', 'bw'], member: ['bandwidth', 'upload'], holds: 'number' },
    { key: ['u', 'ab'], member: ['bitrate', 'audio', 'upload'], holds: 'number' },
    { key: ['u', 'vb'], member: ['bitrate', 'video', 'upload'], holds: 'number' },
    { key: ['u', 'pl'], member: ['packetLoss', 'upload'], holds: 'number' },
    { key: ['d', 'bw'], member: ['bandwidth', 'download'], holds: 'nullable' },
    { key: ['d', 'ab'], member: ['bitrate', 'audio', 'download'], holds: 'number' },
    { key: ['d', 'vb'], member: ['bitrate', 'video', 'download'], holds: 'number' },
    { key: ['d', 'pl'], member: ['packetLoss', 'download'], holds: 'number' },
    { key: ['t', 'ip'], member: ['transport', 'ip'], holds: 'address' },
    { key: ['t', 'p'], member: ['transport', 'port'], holds: 'number' },
    { key: ['t', 'lip'], member: ['transport', 'localIp'], holds: 'address' },
    { key: ['t', 'lp'], member: ['transport', 'localPort'], holds: 'number' },
    { key: ['t', 'tp'], member: ['transport', 'type'], holds: 'protocol' },
    { key: ['t', 'sr'], member: ['serverRegion'], holds: 'text' }
];
