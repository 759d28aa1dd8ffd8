import t from 'tap';
import { buildAudience, createListener, TICK_MS } from './build-audience.js';

const STAY_AWAY = 'retry: -1\n\n';

t.test('a new connection of a uuid ends the former and takes its place in the count', async (t) => {
    const { audience, pass } = buildAudience({ enableUuid: true });
    const [former, next] = [createListener(), createListener()];
    const { leave } = audience.join('event', former, 'u1');
    const changes: number[] = [];
    audience.onLocalChange((namespace) => { changes.push(audience.local(namespace).members); });
    audience.join('event', next, 'u1');
    t.equal(former.ended, STAY_AWAY);
    t.same(next.heard, ['data: 1\n\n']);
    t.same(audience.local('event'), { members: 1, connections: 2 });
    leave();
    await pass(TICK_MS);
    t.equal(audience.members('event'), 1, 'the close of the former takes nothing away');
    t.same(changes, [1], 'it never looked as if somebody had left');
    t.same(former.heard, ['data: 1\n\n'], 'it hears nothing after its end');
});

t.test('with an increment delay, who was counted stays counted, who was not begins anew', async (t) => {
    const { audience, pass } = buildAudience({ enableUuid: true, incrementDelayMs: 5000 });
    audience.join('event', createListener(), 'u1');
    await pass(4000);
    audience.join('event', createListener(), 'u1');
    await pass(4000);
    t.equal(audience.members('event'), 0);
    await pass(1000);
    t.equal(audience.members('event'), 1);
    audience.join('event', createListener(), 'u1');
    t.equal(audience.members('event'), 1);
});

t.test('other uuids, other namespaces and connections without a uuid are left alone', async (t) => {
    const { audience } = buildAudience({ enableUuid: true });
    const others = [createListener(), createListener(), createListener()];
    audience.join('event', others[0]!, 'u2');
    audience.join('other', others[1]!, 'u1');
    audience.join('event', others[2]!);
    audience.join('event', createListener(), 'u1');
    audience.join('event', createListener());
    t.ok(others.every(({ ended }) => ended === undefined));
    t.same([audience.members('event'), audience.members('other')], [4, 1]);
});

t.test('a plain request ends the connection of its uuid, and the other instances hear of it', async (t) => {
    const { audience, now } = buildAudience({ enableUuid: true });
    const told: unknown[][] = [];
    const undo = audience.onExclude((...exclusion) => { told.push(exclusion); });
    const listener = createListener();
    audience.join('event', listener, 'u1');
    audience.exclude('event', 'u1');
    t.equal(listener.ended, STAY_AWAY);
    t.equal(audience.members('event'), 0);
    audience.exclude('event', 'u1');
    t.same(told, [['event', 'u1', now()], ['event', 'u1', now()], ['event', 'u1', now()]]);
    undo();
    audience.exclude('event', 'u1');
    t.equal(told.length, 3);
});

t.test('what another instance took ends older connections only, and is not passed on', async (t) => {
    const { audience, pass, now } = buildAudience({ enableUuid: true });
    const [older, newer] = [createListener(), createListener()];
    audience.join('event', older, 'u1');
    await pass(1000);
    const taken = now();
    await pass(1000);
    audience.join('event', newer, 'u2');
    let told = 0;
    audience.onExclude(() => { told += 1; });
    audience.excludeFormer('event', 'u1', taken);
    audience.excludeFormer('event', 'u2', taken);
    audience.excludeFormer('nowhere', 'u2', taken);
    t.same([older.ended, newer.ended, told], [STAY_AWAY, undefined, 0]);
});

t.test('without AUDIENCE_ENABLE_UUID a uuid ends nothing', async (t) => {
    const { audience } = buildAudience();
    const listener = createListener();
    let told = 0;
    audience.onExclude(() => { told += 1; });
    audience.join('event', listener, 'u1');
    audience.join('event', createListener(), 'u1');
    audience.exclude('event', 'u1');
    t.same([listener.ended, told, audience.members('event')], [undefined, 0, 2]);
});
