import t from 'tap';
import { createSilenceFollower } from '../../../src/peers/sora/follow-silence.js';

const stats = (member: string, was: number | undefined, now: number | undefined) => ({ was: { [member]: was }, now: { [member]: now } });
const answered = (count: number) => stats('responsesReceived', 10, 10 + count);
const arrived = (count: number) => [stats('packetsReceived', 500, 500 + count)];

t.test('nothing comes through when neither media nor an answer has come for 8 s, until either does', async (t) => {
    const { follow } = createSilenceFollower();
    t.equal(follow(2, answered(0), arrived(0)), undefined);
    t.equal(follow(2, answered(0), arrived(0)), undefined);
    t.equal(follow(4, answered(0), arrived(0)), 'interrupted');
    t.equal(follow(60, answered(0), arrived(0)), undefined, 'told already');
    t.equal(follow(2, answered(1), arrived(0)), 'restored');
    t.equal(follow(2, answered(1), arrived(0)), undefined);
    t.equal(follow(10, answered(0), []), 'interrupted', 'who receives nobody is answered, too');
    t.equal(follow(2, answered(0), arrived(1)), 'restored');
});

t.test('who is muted, alone, or uses a browser that does not count answers is not interrupted', async (t) => {
    const { follow } = createSilenceFollower();
    t.equal(follow(60, answered(9), arrived(0)), undefined, 'nobody sends anything');
    t.equal(follow(60, answered(9), []), undefined);
    t.equal(follow(60, stats('responsesReceived', undefined, undefined), arrived(0)), undefined);
    t.equal(follow(60, undefined, arrived(0)), undefined);
    t.equal(follow(undefined, answered(0), arrived(0)), undefined, 'the first report');
    t.equal(follow(60, { was: { responsesReceived: 10 }, now: { responsesReceived: 3 } }, arrived(0)), undefined, 'another pair');
});
