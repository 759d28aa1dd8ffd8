import t from 'tap';
import type { Tally } from '../../src/live/namespace.js';
import { createOtherInstances } from '../../src/live/other-instances.js';
import type { InstanceState } from '../../src/store/audience.js';

const TIMEOUT_MS = 5000;
const STORE_NOW = 1_795_228_082_000;

/** One observer, who looks when it is told to. */
function setUp() {
    const told = new Map<string, Tally>();
    const seen: string[] = [];
    const others = createOtherInstances({
        timeoutMs: TIMEOUT_MS,
        setOthers: (namespace, sum) => { told.set(namespace, sum); },
        onComing: ({ instance }) => { seen.push(`+${instance}`); },
        onGoing: ({ instance }) => { seen.push(`-${instance}`); }
    });
    return {
        others, told, seen,
        look: (now: number, listed: InstanceState[], wasBlind = false) => {
            others.see([aState('own', { counts: 9, signals: 9 }), ...listed], { own: 'own', now, wasBlind });
        },
        take: (instance: string, namespace: string, members: number, connections = members) => {
            others.take({ instance, namespace, members, connections, revision: 1 });
            others.tell();
        }
    };
}

const aState = (instance: string, state: Partial<InstanceState> = {}): InstanceState =>
    ({ instance, host: 'h', pid: 1, beats: 1, at: STORE_NOW, counts: 0, signals: 0, ...state });

t.test('sums are those of all that live, and told when they change', (t) => {
    const { look, take, told } = setUp();
    look(0, [aState('a'), aState('b')]);
    take('a', 'n', 3, 7);
    take('b', 'n', 10);
    t.same(told.get('n'), { members: 13, connections: 17 });
    take('a', 'n', 1, 8);
    t.same(told.get('n'), { members: 11, connections: 18 });
    told.clear();
    take('a', 'm', 1);
    t.same([...told], [['m', { members: 1, connections: 1 }]], 'only what changed');
    take('a', 'm', 0);
    t.same(told.get('m'), { members: 0, connections: 0 });
    take('stranger', 'n', 100);
    look(1, []);
    take('a', 'n', 1);
    t.same(told.get('n'), { members: 0, connections: 0 }, 'who is not listed counts nowhere');
    t.end();
});

t.test('an instance whose beats do not change for too long is subtracted, and comes back when they do', (t) => {
    const { others, look, take, told, seen } = setUp();
    look(0, [aState('a')]);
    take('a', 'n', 3);
    look(TIMEOUT_MS, [aState('a', { at: STORE_NOW + 3_600_000 })]);
    others.tell();
    t.same(told.get('n'), { members: 3, connections: 3 }, 'not yet; and no clock but the own one counts');
    look(TIMEOUT_MS + 1, [aState('a', { counts: 1 })]);
    others.tell();
    t.same([told.get('n'), seen], [{ members: 0, connections: 0 }, ['+a', '-a']]);
    t.same([...others.unreadCounts()], [], 'nobody reads what the dead have left');
    look(60_000, [aState('a', { beats: 2, counts: 1 })]);
    t.same([...others.unreadCounts()], [['a', 0]]);
    others.tell();
    t.same([told.get('n'), seen], [{ members: 3, connections: 3 }, ['+a', '-a', '+a']]);
    t.end();
});

t.test('who died before is not counted by one that has just started; who lives is, at once', (t) => {
    const { look, take, told, seen } = setUp();
    look(0, [aState('dead', { at: STORE_NOW - TIMEOUT_MS - 1 }), aState('alive', { at: STORE_NOW - TIMEOUT_MS })]);
    t.same(seen, ['+alive']);
    take('dead', 'n', 3);
    t.equal(told.get('n'), undefined);
    look(1, [aState('dead', { beats: 2, at: STORE_NOW - TIMEOUT_MS - 1 }), aState('alive')]);
    take('alive', 'n', 1);
    t.same(told.get('n'), { members: 4, connections: 4 }, 'but it was only slow');
    t.end();
});

t.test('what is unread is asked for until it has been read', (t) => {
    const { others, look } = setUp();
    look(0, [aState('a', { counts: 5, signals: 3 }), aState('b', { counts: 0 })]);
    t.same([[...others.unreadCounts()], [...others.unreadSignals()]], [[['a', 0]], []], 'signals of before are for those of before');
    look(1, [aState('a', { counts: 6, signals: 4 }), aState('c', { counts: 1, signals: 2 })]);
    t.same([[...others.unreadCounts()], [...others.unreadSignals()]], [[['a', 0], ['c', 0]], [['a', 3], ['c', 0]]]);
    others.haveReadCounts();
    others.haveReadSignals();
    t.same([[...others.unreadCounts()], [...others.unreadSignals()]], [[], []]);
    look(2, [aState('a', { counts: 7, signals: 4 })]);
    t.same([...others.unreadCounts()], [['a', 6]]);
    t.end();
});

t.test('after a time in which nobody could be seen all get their time again', (t) => {
    const { others, look, take, told } = setUp();
    look(0, [aState('a'), aState('dead', { at: 0 })]);
    take('a', 'n', 3);
    look(60_000, [aState('a'), aState('dead', { at: 0 })], true);
    others.tell();
    t.same(told.get('n'), { members: 3, connections: 3 });
    t.equal(others.loseSight(), true);
    t.equal(others.loseSight(), false, 'they are lost already');
    others.tell();
    t.same(told.get('n'), { members: 0, connections: 0 });
    look(61_000, [aState('a')], true);
    others.tell();
    t.same(told.get('n'), { members: 0, connections: 0 }, 'lost until they beat again');
    look(62_000, [aState('a', { beats: 2 })]);
    others.tell();
    t.same(told.get('n'), { members: 3, connections: 3 });
    others.forget();
    others.tell();
    t.same(told.get('n'), { members: 0, connections: 0 });
    look(63_000, [aState('a', { beats: 3, counts: 8 })]);
    t.same([...others.unreadCounts()], [['a', 0]], 'all is read anew');
    t.end();
});
