import { setRealTimer, type SetTimer } from '../set-timer.js';
import type { Channel, Question, Questions, RateLimitName, ToPrimary, ToWorker } from './messages.js';

/** Answers need this much on their way, on a busy machine, ms. */
const WAY_MS = 1000;

export interface Answers<Q extends Question> {
    answers: Questions[Q]['answer'][];
    /** How many did not answer: they are starting, have died, or are too slow. */
    unanswered: number;
}

/** The workers of one primary process, as one of them sees them. */
export interface Siblings {
    /** Of this worker, from 1 on; 0 for a process that is alone. */
    readonly number: number;
    /** How many there are, with this one. */
    readonly count: number;
    /** Asks all others, who have `withinMs` for their answer. Never rejects. */
    ask<Q extends Question>(question: Q, asked: Questions[Q]['asked'], withinMs: number): Promise<Answers<Q>>;
    /** How this worker answers. A question that nobody answers here is left without an answer. */
    onQuestion<Q extends Question>(question: Q, answer: (asked: Questions[Q]['asked']) => Promise<Questions[Q]['answer']>): void;
    /** More hits for this address, from what all workers have together; 0 = there are none. Never rejects. */
    takeHits(limit: RateLimitName, key: string): Promise<number>;
}

/** Of a process that is alone: nobody to ask. */
export const NO_SIBLINGS: Siblings = {
    number: 0,
    count: 1,
    ask: () => Promise.resolve({ answers: [], unanswered: 0 }),
    onQuestion: () => undefined,
    takeHits: () => Promise.resolve(Number.POSITIVE_INFINITY)
};

interface Options {
    number: number;
    count: number;
    channel: Channel<ToWorker, ToPrimary>;
    setTimer?: SetTimer;
}

interface OpenQuestion { awaited: Set<number>; answers: unknown[]; finish: () => void }

/** The primary process passes questions and answers on; who asks counts the answers. */
export function joinSiblings({ number, count, channel, setTimer = setRealTimer }: Options): Siblings {
    const others = Array.from({ length: count }, (_, index) => index + 1).filter((other) => other !== number);
    const questions = new Map<number, OpenQuestion>();
    const takings = new Map<number, (hits: number) => void>();
    const answerers = new Map<Question, (asked: never) => Promise<unknown>>();
    let lastId = 0;

    channel.onMessage((message) => {
        switch (message.kind) {
            case 'question':
                answerers.get(message.question)?.(message.asked as never).then(
                    (answer) => { channel.send({ kind: 'answer', id: message.id, to: message.from, answer }); },
                    () => { /* the question's time will be over */ }
                );
                break;
            case 'answer':
                hear(questions.get(message.id), message.from, [message.answer]);
                break;
            case 'silence':
                hear(questions.get(message.id), message.from, []);
                break;
            case 'gone':
                for (const open of questions.values()) hear(open, message.worker, []);
                break;
            case 'hits':
                takings.get(message.id)?.(message.hits);
                break;
            case 'begin':
            case 'stop':
        }
    });

    function hear(open: OpenQuestion | undefined, from: number, answers: unknown[]): void {
        if (open?.awaited.delete(from) !== true) return;
        open.answers.push(...answers);
        if (open.awaited.size === 0) open.finish();
    }

    return {
        number,
        count,
        ask: (question, asked, withinMs) => new Promise((resolve) => {
            const id = ++lastId;
            const answers: never[] = [];
            const finish = () => {
                questions.delete(id);
                cancel();
                resolve({ answers, unanswered: others.length - answers.length });
            };
            const cancel = setTimer(finish, withinMs + WAY_MS);
            questions.set(id, { awaited: new Set(others), answers, finish });
            channel.send({ kind: 'question', id, question, asked });
        }),
        onQuestion(question, answer) {
            answerers.set(question, answer);
        },
        takeHits: (limit, key) => new Promise((resolve) => {
            const id = ++lastId;
            const finish = (hits: number) => {
                takings.delete(id);
                cancel();
                resolve(hits);
            };
            // a primary process that does not answer must not keep anyone out
            const cancel = setTimer(() => { finish(1); }, WAY_MS);
            takings.set(id, finish);
            channel.send({ kind: 'hits', id, limit, key });
        })
    };
}
