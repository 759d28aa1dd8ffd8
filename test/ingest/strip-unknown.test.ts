import { Type } from '@sinclair/typebox';
import t from 'tap';
import { createPushSchema, PushSchema } from '../../schemas/push.js';
import { SessionPostSchema } from '../../schemas/session.js';
import { DropList } from '../../src/ingest/drop-list.js';
import { stripUnknown } from '../../src/ingest/strip-unknown.js';

const strip = (value: unknown, schema = createPushSchema()): { value: unknown; paths: string[]; unknown: number } => {
    const drops = new DropList();
    stripUnknown(value, schema, drops);
    return { value, paths: drops.toAnswer().map(({ path }) => path), unknown: drops.unknown };
};

t.test('members that the schema does not know go, wherever the schema looks', async (t) => {
    const body = { seq: 0, more: 1, deltas: [{ at: 1, patch: { jitter: 1, transport: { rtt: 2, 'a/b~c': 3 } } }], events: [{ at: 1, type: 'x',
        data: { why: 1 } }] };
    t.same(strip(body), {
        value: { seq: 0, deltas: [{ at: 1, patch: { transport: { rtt: 2 } } }], events: [{ at: 1, type: 'x', data: {} }] },
        paths: ['/more', '/deltas/0/patch/jitter', '/deltas/0/patch/transport/a~1b~0c', '/events/0/data/why'], unknown: 4
    });
});

t.test('what is of another type than the schema says is left to the validator', async (t) => {
    for (const value of [null, 5, 'x', { seq: 0, deltas: { 0: { x: 1 } }, events: 'x' }, { deltas: [null, [{ x: 1 }], 5], events: [[]] }])
        t.same(strip(structuredClone(value)), { value, paths: [], unknown: 0 });
});

t.test('names can be known by a pattern, and names that objects have by nature are not known', async (t) => {
    const schema = Type.Object({ tags: Type.Record(Type.String({ pattern: '^[a-z]+$' }), Type.String()) });
    const body = JSON.parse('{"tags":{"site":"x","NOT":"x","__proto__":"x"},"toString":1,"__proto__":{"a":1}}') as unknown;
    const { value, paths } = strip(body, schema as never);
    t.strictSame(value, { tags: { site: 'x' } });
    t.same(paths, ['/tags/NOT', '/tags/__proto__', '/toString', '/__proto__']);
});

t.test('the schemas of the bodies say of every object what members it has, where stripUnknown looks for it', async (t) => {
    const look = (schema: unknown, path: string): void => {
        if (typeof schema !== 'object' || schema === null) return;
        const { type, properties, patternProperties, additionalProperties, items, ...rest } = schema as Record<string, unknown>;
        if ([type].flat().includes('object')) {
            t.ok(properties ?? patternProperties, path);
            t.equal(additionalProperties, false, path);
        }
        for (const combined of ['anyOf', 'oneOf', 'allOf', '$ref', 'not']) t.notOk(combined in rest, `${path}: ${combined}`);
        for (const [name, member] of Object.entries({ ...properties ?? {}, ...patternProperties ?? {} })) look(member, `${path}/${name}`);
        look(items, `${path}/-`);
    };
    look(PushSchema, 'push');
    look(SessionPostSchema, 'session');
});
