import t from 'tap';
import { buildAudience, createListener, START, TICK_MS } from './build-audience.js';

const data = (...values: (string | number)[]): string[] => values.map((value) => `data: ${String(value)}\n\n`);

t.test('who joins hears at once how many there are, itself included, and then what the others hear', async (t) => {
    const { audience, pass } = buildAudience();
    const [first, second] = [createListener(), createListener()];
    audience.join('event', first);
    t.same(first.heard, data(1));
    audience.join('event', second);
    t.same(second.heard, data(2));
    await pass(TICK_MS);
    t.same(first.heard, data(1, 2));
    t.same(second.heard, data(2, 2));
});

t.test('every namespace has a count of its own', async (t) => {
    const { audience, pass } = buildAudience();
    const [one, other] = [createListener(), createListener()];
    audience.join('one', one);
    audience.join('other', other);
    await pass(TICK_MS);
    t.same([one.heard, other.heard], [data(1, 1), data(1, 1)]);
    t.same([audience.members('one'), audience.members('other'), audience.members('none')], [1, 1, 0]);
});

t.test('counts are told by the rule: small changes wait, and after the longest delay all is told', async (t) => {
    const { audience, pass } = buildAudience();
    const listener = createListener();
    audience.join('event', listener);
    const rest = Array.from({ length: 99 }, () => audience.join('event', createListener()));
    await pass(TICK_MS);
    t.same(listener.heard, data(1, 100));
    rest[0]?.leave();
    await pass(20_000);
    t.same(listener.heard, data(1, 100), 'one of a hundred is less than a tenth');
    await pass(5000);
    t.same(listener.heard, data(1, 100, 99));
    for (const { leave } of rest.slice(1, 11)) leave();
    await pass(2000);
    t.same(listener.heard, data(1, 100, 99, 89));
});

t.test('all listeners of a namespace get one and the same buffer', async (t) => {
    const { audience, pass } = buildAudience();
    const frames = new Set<unknown>();
    const listener = { send: (frame: unknown) => { if (typeof frame !== 'string') frames.add(frame); }, end: () => undefined };
    for (let count = 0; count < 10; count += 1) audience.join('event', listener);
    await pass(TICK_MS);
    t.equal(frames.size, 1);
});

t.test('who leaves before the increment delay is over counts nowhere', async (t) => {
    const { audience, pass } = buildAudience({ incrementDelayMs: 5000 });
    const listener = createListener();
    const { leave } = audience.join('event', listener);
    t.same(listener.heard, data(1));
    t.same(audience.local('event'), { members: 0, connections: 0 });
    await pass(4750);
    t.equal(audience.members('event'), 0);
    const late = createListener();
    audience.join('event', late);
    leave();
    await pass(5000);
    t.same(audience.local('event'), { members: 1, connections: 1 });
    t.same(late.heard, data(1, 1), 'the one that has left is in no count');
    t.same(listener.heard, data(1), '0 is never told');
    let changes = 0;
    audience.onLocalChange(() => { changes += 1; });
    await pass(5000);
    t.equal(changes, 0, 'and each is counted once');
});

t.test('who leaves is told nothing more, and leaving twice is leaving once', async (t) => {
    const { audience, pass } = buildAudience();
    const [stays, goes] = [createListener(), createListener()];
    audience.join('event', stays);
    const { leave } = audience.join('event', goes);
    leave();
    leave();
    await pass(30_000);
    t.same(goes.heard, data(2));
    t.equal(audience.members('event'), 1);
    t.same(audience.local('event'), { members: 1, connections: 2 });
});

t.test('a message reaches all who listen and changes no count', async (t) => {
    const { audience, pass } = buildAudience();
    const listener = createListener();
    audience.join('event', listener);
    await pass(TICK_MS);
    t.equal(audience.tell('event', 'slide', '4'), true);
    await pass(TICK_MS);
    const late = createListener();
    audience.join('event', late);
    t.same(listener.heard, data(1, 1, 'slide=4'));
    t.same(late.heard, data(2), 'who joins after a message hears the count');
    t.equal(audience.members('event'), 2);
    t.equal(audience.tell('empty', 'slide', '4'), false);
    t.throws(() => audience.tell('event', 'slide', '4\ndata: 999'), { code: 'bad_request' });
});

t.test('more messages than can wait are refused, and none of those taken is lost', async (t) => {
    const { audience, pass } = buildAudience({ maxMessages: 3 });
    const listener = createListener();
    audience.join('event', listener);
    for (const message of ['1', '2', '3']) audience.tell('event', 'm', message);
    t.throws(() => audience.tell('event', 'm', '4'), { code: 'messages_full' });
    await pass(TICK_MS);
    t.same(listener.heard.filter((frame) => frame.includes('m=')), data('m=1', 'm=2', 'm=3'));
    t.equal(audience.tell('event', 'm', '5'), true);
});

t.test('messages told here are passed on, those from elsewhere are not', async (t) => {
    const { audience, pass } = buildAudience();
    const listener = createListener();
    const passedOn: string[][] = [];
    const undo = audience.onTell((...message) => { passedOn.push(message); });
    audience.join('event', listener);
    audience.tell('event', 'slide', '4');
    audience.tellHere('event', 'slide', '5');
    undo();
    audience.tell('event', 'slide', '6');
    await pass(TICK_MS);
    t.same(passedOn, [['event', 'slide', '4']]);
    t.same(listener.heard.filter((frame) => frame.includes('slide')), data('slide=4', 'slide=5', 'slide=6'));
});

t.test('an empty namespace is remembered for a while, then it is gone', async (t) => {
    const { audience, pass, timers } = buildAudience();
    const { leave } = audience.join('event', createListener());
    await pass(1000);
    leave();
    await pass(59_000);
    audience.join('event', createListener()).leave();
    await pass(59_000);
    t.same([...audience.list()], [['event', { created: START, members: 0, connections: 2, modified: START + TICK_MS }]]);
    await pass(1000 + TICK_MS);
    t.same([...audience.list()], []);
    t.equal(timers.length, 0, 'and no timer runs for nothing');
});

t.test('a namespace in which somebody is is never removed', async (t) => {
    const { audience, pass } = buildAudience();
    audience.join('event', createListener()).leave();
    audience.join('event', createListener());
    audience.setOthers('elsewhere', { members: 1, connections: 1 });
    audience.setParticipants('weekly', new Set(['s1']));
    await pass(200_000);
    t.same([...audience.list()].map(([name]) => name), ['event', 'elsewhere', 'weekly']);
    audience.setOthers('elsewhere', { members: 0, connections: 0 });
    audience.setParticipants('weekly', new Set());
    await pass(61_000);
    t.same([...audience.list()].map(([name]) => name), ['event']);
});

t.test('a name that is not allowed is refused, and so is one namespace too many', async (t) => {
    const { audience } = buildAudience({ maxNamespaces: 2 });
    t.throws(() => audience.join('no\r\nname', createListener()), { code: 'namespace_not_allowed' });
    t.throws(() => { audience.admit('x'.repeat(33)); }, { code: 'namespace_not_allowed' });
    audience.join('one', createListener());
    const { leave } = audience.join('two', createListener());
    t.throws(() => audience.join('three', createListener()), { code: 'namespaces_full' });
    audience.join('two', createListener());
    t.equal(audience.members('two'), 2, 'those that are there can still be joined');
    leave();
    t.throws(() => { audience.admit('three'); }, { code: 'namespaces_full' });
});

t.test('an empty namespace makes room for one that somebody wants', async (t) => {
    const { audience } = buildAudience({ maxNamespaces: 2 });
    audience.join('one', createListener());
    audience.join('two', createListener()).leave();
    audience.join('three', createListener());
    t.same([...audience.list()].map(([name]) => name), ['one', 'three']);
    for (let count = 0; count < 20; count += 1) audience.join('one', createListener());
    t.throws(() => audience.join('four', createListener()), { code: 'namespaces_full' });
});

t.test('conferences and other instances take no listener\'s place', async (t) => {
    const { audience } = buildAudience({ maxNamespaces: 1 });
    audience.setParticipants('weekly', new Set(['s1']));
    audience.setOthers('elsewhere', { members: 1, connections: 1 });
    audience.join('event', createListener());
    t.same([audience.members('weekly'), audience.members('elsewhere'), audience.members('event')], [1, 1, 1]);
});

t.test('who listens and takes part is one; who leaves either is still there', async (t) => {
    const { audience, pass } = buildAudience();
    const listener = createListener();
    const { leave } = audience.join('weekly', listener, 'session-1');
    audience.join('weekly', createListener(), 'nobody-else');
    t.equal(audience.members('weekly'), 2);
    audience.setParticipants('weekly', new Set(['session-1', 'session-2']));
    t.equal(audience.members('weekly'), 3);
    t.same(audience.local('weekly'), { members: 1, connections: 2 });
    const late = createListener();
    audience.join('weekly', late, 'session-2');
    t.same(late.heard, data(3), 'a participant who begins to listen is no further member');
    leave();
    t.equal(audience.members('weekly'), 3);
    audience.setParticipants('weekly', new Set());
    t.equal(audience.members('weekly'), 2);
    await pass(TICK_MS);
    t.same(late.heard, data(3, 2));
});

t.test('other instances\' members count, and what is here is told to them', async (t) => {
    const { audience, pass } = buildAudience();
    const changes: string[] = [];
    const undo = audience.onLocalChange((namespace) => { changes.push(`${namespace} ${String(audience.local(namespace).members)}`); });
    const listener = createListener();
    audience.setOthers('event', { members: 7, connections: 9 });
    const { leave } = audience.join('event', listener, 'session-1');
    await pass(TICK_MS);
    t.same(listener.heard, data(8, 8));
    t.same([...audience.list()].map(([, { members, connections }]) => [members, connections]), [[8, 10]]);
    t.same(audience.local('event'), { members: 1, connections: 1 });
    t.same([...audience.localNamespaces()], ['event']);
    audience.setParticipants('event', new Set(['session-1']));
    audience.setParticipants('event', new Set());
    leave();
    t.same(changes, ['event 1', 'event 0', 'event 1', 'event 0']);
    undo();
    audience.join('event', createListener());
    t.equal(changes.length, 4);
});

t.test('after its close nothing is told, and who is still there may leave', async (t) => {
    const { audience, pass, timers } = buildAudience();
    const listener = createListener();
    const { leave } = audience.join('event', listener);
    audience.close();
    await pass(30_000);
    leave();
    audience.tell('event', 'slide', '4');
    await pass(30_000);
    t.same(listener.heard, data(1));
    t.equal(timers.length, 0);
});
