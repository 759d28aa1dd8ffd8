import t from 'tap';
import { loadConfig } from '../../src/config.js';
import { DropList } from '../../src/ingest/drop-list.js';
import { createRtcStatsSieve } from '../../src/ingest/sift-rtcstats.js';

const LIMITS = loadConfig({});

function sift(list: unknown, limits = {}) {
    const drops = new DropList();
    const kept = createRtcStatsSieve({ ...LIMITS, ...limits })(list, drops, '/stats');
    return { kept, dropped: drops.toAnswer() };
}
const BASE = { id: 'T01', timestamp: 1795228082000.25, type: 'transport' };

t.test('what a browser tells is kept as it is, whatever its type and members', async (t) => {
    const list = [
        BASE, { ...BASE, packetsSent: 0, dtlsState: null, selected: false, qualityLimitationDurations: { none: 1.5, cpu: 0 }, list: [1, null, 'é'] },
        { id: '0', timestamp: -1, type: 'x-unheard-of', 'with.dot': 1, '': '', constructor: 'c', a$b: 1 }
    ];
    t.strictSame(sift(structuredClone(list)), { kept: list, dropped: [] });
});

t.test('what is no object of getStats() goes whole, with path and reason, and costs nothing else', async (t) => {
    const wrong: [unknown, RegExp][] = [
        [null, /object/], ['text', /object/], [[BASE], /object/], [{ ...BASE, type: 7 }, /type must be a text/], [{ ...BASE, type: '' }, /type/],
        [{ ...BASE, id: undefined }, /id must be a text/], [{ ...BASE, id: 'a\0b' }, /id/], [{ ...BASE, id: '\ud800' }, /id/],
        [{ ...BASE, id: 'x'.repeat(257) }, /256/],
        [{ ...BASE, timestamp: '1' }, /timestamp must be a number/], [{ ...BASE, timestamp: null }, /timestamp/],
        [{ ...BASE, timestamp: Infinity }, /timestamp/]
    ];
    const { kept, dropped } = sift([BASE, ...wrong.map(([object]) => object), { ...BASE, id: 'last' }]);
    t.same(kept.map(({ id }) => id), ['T01', 'last']);
    t.match(dropped, wrong.map(([, reason], index) => ({ path: `/stats/${String(index + 1)}`, reason })));
});

t.test('of an object that is one only the members go that a store cannot hold', async (t) => {
    const object = JSON.parse(`{
        "id": "T01", "timestamp": 1, "type": "transport", "__proto__": { "a": 1 }, "$where": "x", "nul\\u0000": 1, "half\\udc00": 1, "text": "a\\u0000",
        "deep": { "$set": { "a": 1 }, "kept": 1, "list": [1, "\\ud800", 1e999, { "$x": 1, "y": 2 }] }, "huge": 1e999, "kept/~": 2
    }`) as unknown;
    const { kept, dropped } = sift([object]);
    t.strictSame(kept, [{ ...BASE, timestamp: 1, deep: { kept: 1, list: [1, null, null, { y: 2 }] }, 'kept/~': 2 }]);
    t.match(dropped, [
        { path: '/stats/0/__proto__', reason: /name/ }, { path: '/stats/0/$where', reason: /name/ }, { path: '/stats/0/nul\0', reason: /NUL/ },
        { path: '/stats/0/half\udc00', reason: /half/ }, { path: '/stats/0/text', reason: /NUL/ }, { path: '/stats/0/deep/$set', reason: /name/ },
        { path: '/stats/0/deep/list/1', reason: /half/ }, { path: '/stats/0/deep/list/2', reason: /too large/ },
        { path: '/stats/0/deep/list/3/$x' }, { path: '/stats/0/huge', reason: /too large/ }
    ]);
});

t.test('a report has so many objects, each of so many bytes, and nested so deep', async (t) => {
    const many = Array.from({ length: 5 }, (_, index) => ({ ...BASE, id: String(index) }));
    t.match(sift(structuredClone(many), { MAX_RTCSTATS: 5 }), { kept: many, dropped: [] });
    t.match(sift(structuredClone(many), { MAX_RTCSTATS: 3 }), { kept: many.slice(0, 3), dropped: [{ path: '/stats/3', reason: /more than 3/ }] });

    const bytes = Buffer.byteLength(JSON.stringify({ ...BASE, text: 'é' }));
    t.match(sift([{ ...BASE, text: 'é' }], { RTCSTATS_BYTES: bytes }), { kept: [{ text: 'é' }], dropped: [] });
    t.match(sift([{ ...BASE, text: 'é' }, BASE], { RTCSTATS_BYTES: bytes - 1 }), { kept: [BASE], dropped: [{ path: '/stats/0', reason: /bytes/ }] });

    const nested = { ...BASE, a: { b: [1, { c: 1 }] } };
    t.match(sift([structuredClone(nested)], { RTCSTATS_DEPTH: 4 }), { kept: [nested], dropped: [] });
    t.match(sift([structuredClone(nested)], { RTCSTATS_DEPTH: 3 }), {
        kept: [{ ...BASE, a: { b: [1, null] } }], dropped: [{ path: '/stats/0/a/b/1' }]
    });
    t.match(sift([structuredClone(nested)], { RTCSTATS_DEPTH: 1 }), { kept: [BASE], dropped: [{ path: '/stats/0/a', reason: /deeper than 1/ }] });
    const deepest = JSON.parse(`{"id":"T01","timestamp":1,"type":"t","a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`) as unknown;
    t.match(sift([deepest]), { kept: [{ id: 'T01' }], dropped: [{ path: '/stats/0/a/0/0/0/0/0/0/0' }] });
});

t.test('what is no list at all is none of its objects', async (t) => {
    for (const list of [undefined, null, {}, 'stats']) t.same(sift(list), { kept: [], dropped: [{ path: '/stats', reason: 'must be a list' }] });
});
