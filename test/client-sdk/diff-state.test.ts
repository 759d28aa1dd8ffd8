import fc from 'fast-check';
import t from 'tap';
import { diffState } from '../../client-sdk/src/diff-state.js';
import { mergePatch, type Json } from '../../src/analysis/merge-patch.js';

/** States: values and objects, of which none is empty, none null. */
const state = fc.letrec<{ node: object }>((tie) => ({
    node: fc.dictionary(fc.string({ maxLength: 3 }).filter((name) => name !== '__proto__'),
        fc.oneof({ depthSize: 'small' }, fc.integer(), fc.boolean(), fc.string(), tie('node').filter((node) => Object.keys(node).length > 0)),
        { maxKeys: 4 })
})).node;

t.test('a state and the patch to the next give the next, as the service folds them', (t) => {
    fc.assert(fc.property(state, state, (previous, next) => {
        const patch = diffState(previous, next);
        const folded = patch === undefined ? previous : mergePatch(previous as Json, patch as Json);
        t.strictSame(JSON.parse(JSON.stringify(folded)), JSON.parse(JSON.stringify(next)));
    }), { numRuns: 300 });
    t.end();
});

t.test('says nothing when nothing changed', (t) => {
    fc.assert(fc.property(state, (same) => { t.equal(diffState(same, structuredClone(same)), undefined); }), { numRuns: 100 });
    t.end();
});

t.test('tells only what changed, and null for what is gone', (t) => {
    t.strictSame(
        diffState(
            { connectionQuality: 100, bitrate: { upload: 311, download: 224 }, jvbRTT: 41, transport: { ip: '203.0.113.9', rtt: 41 }, framerate: 0 },
            { connectionQuality: 0, bitrate: { upload: 305, download: 224 }, transport: { ip: '203.0.113.9' }, framerate: 0, serverRegion: 'eu-west' }
        ),
        { connectionQuality: 0, bitrate: { upload: 305 }, jvbRTT: null, transport: { rtt: null }, serverRegion: 'eu-west' }
    );
    t.strictSame(diffState<object>({ transport: { ip: '203.0.113.9' } }, {}), { transport: null });
    t.end();
});
