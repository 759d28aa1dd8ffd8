import t from 'tap';
import { createOwnSignals } from '../../src/live/own-signals.js';

function setUp() {
    const clock = { now: 0 };
    const own = createOwnSignals({ maxMessages: 2, maxClaims: 2, messageTtlMs: 1000, clock: () => clock.now });
    const message = (id: string) => ({ id, namespace: 'n', service: 's', message: 'm' });
    return { own, clock, message, waiting: () => own.peek().map((signal) => signal.kind === 'message' ? signal.id : signal.uuid) };
}

t.test('signals wait until they are told, claims until the last one of a uuid is', (t) => {
    const { own, message, waiting } = setUp();
    own.addMessage(message('a'));
    own.addClaim('n', 'u');
    const first = own.peek();
    t.same([waiting(), own.isClaiming('n', 'u'), own.isClaiming('m', 'u')], [['a', 'u'], true, false]);
    own.addClaim('n', 'u');
    own.addMessage(message('b'));
    own.told(first);
    t.same([waiting(), own.isClaiming('n', 'u')], [['b', 'u'], true], 'claimed again while the former claim was told');
    own.told(own.peek());
    t.same([waiting(), own.isClaiming('n', 'u')], [[], false]);
    t.end();
});

t.test('both are bounded, and a message goes when it is too late for it', (t) => {
    const { own, clock, message, waiting } = setUp();
    t.same(['a', 'b', 'c'].map((id) => own.addMessage(message(id))), [true, true, false]);
    for (const uuid of ['u', 'v', 'u', 'w']) own.addClaim('n', uuid);
    t.same(waiting(), ['a', 'b', 'u', 'w'], 'the claim that waited longest went');
    clock.now = 1000;
    t.same(waiting(), ['a', 'b', 'u', 'w']);
    clock.now = 1001;
    t.equal(own.addMessage(message('d')), true);
    t.same(waiting(), ['d', 'u', 'w']);
    t.end();
});
