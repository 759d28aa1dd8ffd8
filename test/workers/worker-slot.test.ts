import { EventEmitter } from 'node:events';
import t from 'tap';
import type { ToWorker } from '../../src/workers/messages.js';
import { createWorkerSlot, type WorkerProcess } from '../../src/workers/worker-slot.js';
import { createLogLines } from '../support/log-lines.js';
import { createTimers } from '../support/timers.js';

const begin: ToWorker = { kind: 'gone', worker: 0 };

/** A slot whose processes are the test's. */
function setUp() {
    const started: (EventEmitter & { sent: ToWorker[] })[] = [];
    const clock = { ms: 0 };
    const timers = createTimers();
    const gone = { times: 0 };
    const slot = createWorkerSlot({
        number: 1, begin, log: createLogLines().log, random: () => 1, setTimer: timers.setTimer, now: () => clock.ms,
        onMessage: () => undefined,
        onGone: () => { gone.times += 1; },
        fork: () => {
            const sent: ToWorker[] = [];
            const worker = Object.assign(new EventEmitter(), {
                sent, process: { pid: started.length }, kill: () => undefined,
                send: (message: ToWorker) => sent.push(message) > 0
            });
            started.push(worker);
            return worker as WorkerProcess;
        }
    });
    return { slot, started, clock, timers, gone };
}

t.test('a worker begins when it is there, and who dies is followed by another, later and later', async (t) => {
    const { started, timers, gone } = setUp();
    started[0]!.emit('message', { kind: 'here' });
    t.same(started[0]!.sent, [begin]);
    for (const pauseMs of [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
        started.at(-1)!.emit('exit', null, 'SIGKILL');
        t.same(timers.waiting.map(({ ms }) => ms), [pauseMs]);
        timers.run();
    }
    t.equal(started.length, 10);
    t.equal(gone.times, 9);
});

t.test('one that was well for a minute is followed soon', async (t) => {
    const { started, clock, timers } = setUp();
    for (let death = 0; death < 5; death++) {
        started.at(-1)!.emit('exit', 1, null);
        timers.run();
    }
    clock.ms += 60_000;
    started.at(-1)!.emit('exit', 1, null);
    t.same(timers.waiting.map(({ ms }) => ms), [250]);
});

t.test('a stop waits for the worker, starts no other one, and says how it ended', async (t) => {
    const { slot, started, timers } = setUp();
    started[0]!.emit('message', { kind: 'here' });
    const stopping = slot.stop();
    t.same(started[0]!.sent.at(-1), { kind: 'stop' });
    started[0]!.emit('exit', 0, null);
    t.equal(await stopping, true);

    const killed = setUp();
    const killing = killed.slot.stop();
    killed.started[0]!.emit('message', { kind: 'here' });
    t.same(killed.started[0]!.sent.at(-1), { kind: 'stop' }, 'also one that was not there yet');
    killed.started[0]!.emit('exit', null, 'SIGKILL');
    t.equal(await killing, false);

    const pausing = setUp();
    pausing.started[0]!.emit('exit', 1, null);
    t.equal(await pausing.slot.stop(), true);
    t.same([...timers.waiting, ...pausing.timers.waiting], []);
    t.equal(pausing.started.length, 1);
});
