import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { mergePatch, type Json } from '../../src/analysis/merge-patch.js';

/** RFC 7396, appendix A: original, patch, result. */
const APPENDIX_A: [Json, Json, Json][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [['a', 'b'], ['c', 'd'], ['c', 'd']],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }]
];

t.test('the examples of RFC 7396, appendix A, come out as printed there', async (t) => {
    for (const [original, patch, result] of APPENDIX_A) {
        t.strictSame(mergePatch(original, patch), result, `${JSON.stringify(original)} with ${JSON.stringify(patch)}`);
    }
});

t.test('a member named __proto__ is only a member', async (t) => {
    const polluting = '{"__proto__":{"polluted":true},"a":{"__proto__":{"polluted":true}},"constructor":{"prototype":{"polluted":true}}}';
    const patch = JSON.parse(polluting) as Json;
    const merged = mergePatch({}, patch) as Record<string, Json>;
    t.equal(Object.getPrototypeOf(merged), Object.prototype);
    t.equal(JSON.stringify(merged), polluting);
    t.notOk('polluted' in {}, 'Object.prototype is as it was');
    const again = mergePatch(merged, JSON.parse('{"__proto__":{"more":1}}') as Json);
    t.equal(JSON.stringify((again as Record<string, Json>)['a']), '{"__proto__":{"polluted":true}}');
    t.match(JSON.stringify(again), '"__proto__":{"polluted":true,"more":1}');
});

t.test('neither target nor patch is changed, and the result cannot be', async (t) => {
    const target = { kept: { deep: 1 }, changed: { a: 1, b: 2 } };
    const patch = { changed: { b: null, c: { d: 3 } } };
    const before = JSON.stringify([target, patch]);
    const merged = mergePatch(target, patch) as { changed: { c: { d: number } } };
    t.equal(JSON.stringify([target, patch]), before);
    t.throws(() => { merged.changed.c.d = 4; }, TypeError);
    t.throws(() => { (merged as Record<string, unknown>)['new'] = 4; }, TypeError);
});

t.test('zero, false and the empty text are values', async (t) => {
    t.strictSame(mergePatch({ a: 1, b: true, c: 'x' }, { a: 0, b: false, c: '' }), { a: 0, b: false, c: '' });
});

t.test('the same patch twice is as good as once, whatever it is', async () => {
    const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
    fc.assert(fc.property(json, json, (target, patch) => {
        const once = mergePatch(target, patch);
        deepStrictEqual(mergePatch(once, patch), once);
    }), { numRuns: 300 });
});
