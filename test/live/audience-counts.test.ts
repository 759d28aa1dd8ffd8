import { deepStrictEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { Audience } from '../../src/live/audience.js';
import { buildAudience, createListener } from './build-audience.js';

const NAMESPACES = ['one', 'two'];
const NOBODY: readonly string[] = [];
const aNamespace = fc.constantFrom(...NAMESPACES);
const aUuid = fc.constantFrom('u1', 'u2', 'u3', 'u4');

const aStep = fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('join' as const), namespace: aNamespace, uuid: fc.option(aUuid) }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('leave' as const), which: fc.nat(40) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), ticks: fc.integer({ min: 1, max: 12 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('participants' as const), namespace: aNamespace, ids: fc.uniqueArray(aUuid) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('others' as const), namespace: aNamespace, members: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('exclude' as const), namespace: aNamespace, uuid: aUuid }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('tell' as const), namespace: aNamespace }) }
);
const someSteps = fc.array(aStep, { maxLength: 60, size: 'max' });
type Step = typeof aStep extends fc.Arbitrary<infer S> ? S : never;

interface Connection {
    namespace: string; uuid: string | null; countAt: number; isCounted: boolean; isOpen: boolean;
    listener: ReturnType<typeof createListener>; leave: () => void;
}

/** What the audience should say, worked out anew each time from the list of all that happened. */
class PlainModel {
    readonly connections: Connection[] = [];
    readonly participants = new Map<string, readonly string[]>();
    readonly others = new Map<string, number>();

    open = (namespace: string): Connection[] => this.connections.filter((one) => one.isOpen && one.namespace === namespace);

    local(namespace: string): number {
        const taking = this.participants.get(namespace) ?? NOBODY;
        return this.open(namespace).filter(({ isCounted, uuid }) => isCounted && !(uuid !== null && taking.includes(uuid))).length;
    }

    members = (namespace: string): number =>
        this.local(namespace) + (this.others.get(namespace) ?? 0) + (this.participants.get(namespace) ?? NOBODY).length;
}

async function play(steps: Step[], { enableUuid, incrementDelayMs }: { enableUuid: boolean; incrementDelayMs: number }): Promise<void> {
    const { audience, pass, now } = buildAudience({ enableUuid, incrementDelayMs, maxMessages: 1000 });
    const model = new PlainModel();
    for (const step of steps) {
        await take(step);
        compare(audience, model);
    }
    // long enough for every delay: whatever happened, those who are still there end up with the true count
    await letPass(120);
    compare(audience, model);
    for (const { isOpen, namespace, listener } of model.connections) {
        const counts = listener.heard.filter((frame) => /^data: \d+\n\n$/.test(frame));
        if (isOpen) equal(counts.at(-1), `data: ${String(model.members(namespace))}\n\n`);
    }

    async function letPass(ticks: number): Promise<void> {
        await pass(ticks * 250);
        for (const connection of model.connections) connection.isCounted ||= connection.isOpen && connection.countAt <= now();
    }

    async function take(step: Step): Promise<void> {
        if (step.kind === 'join') {
            const { namespace, uuid } = step;
            const former = enableUuid && uuid !== null ? model.open(namespace).find((one) => one.uuid === uuid) : undefined;
            const listener = createListener();
            const { leave } = audience.join(namespace, listener, uuid ?? undefined);
            if (former !== undefined) former.isOpen = false;
            const isCounted = incrementDelayMs === 0 || former?.isCounted === true;
            model.connections.push({ namespace, uuid, listener, leave, isOpen: true, countAt: now() + incrementDelayMs, isCounted });
            if (former !== undefined) equal(former.listener.ended, 'retry: -1\n\n');
        } else if (step.kind === 'leave') {
            const connection = model.connections[step.which % model.connections.length];
            // also of those that have left or were ended: connections close after that, and sometimes twice
            connection?.leave();
            if (connection !== undefined) connection.isOpen = false;
        } else if (step.kind === 'pass') {
            await letPass(step.ticks);
        } else if (step.kind === 'participants') {
            model.participants.set(step.namespace, step.ids);
            audience.setParticipants(step.namespace, new Set(step.ids));
        } else if (step.kind === 'others') {
            model.others.set(step.namespace, step.members);
            audience.setOthers(step.namespace, { members: step.members, connections: step.members });
        } else if (step.kind === 'exclude') {
            audience.exclude(step.namespace, step.uuid);
            for (const one of model.open(step.namespace)) if (enableUuid && one.uuid === step.uuid) one.isOpen = false;
        } else {
            equal(audience.tell(step.namespace, 'slide', '4'), model.members(step.namespace) > 0 || model.open(step.namespace).length > 0);
        }
    }
}

function compare(audience: Audience, model: PlainModel): void {
    deepStrictEqual(NAMESPACES.map((name) => audience.members(name)), NAMESPACES.map((name) => model.members(name)));
    deepStrictEqual(NAMESPACES.map((name) => audience.local(name).members), NAMESPACES.map((name) => model.local(name)));
    const listed = new Map(audience.list());
    for (const name of NAMESPACES) equal(listed.get(name)?.members ?? 0, model.members(name));
}

for (const incrementDelayMs of [0, 2500]) {
    for (const enableUuid of [false, true]) {
        const circumstances = `increment delay ${String(incrementDelayMs)} ms, one connection per uuid: ${String(enableUuid)}`;
        t.test(`whatever happens, the count is that of a plain list (${circumstances})`, async () => {
            await fc.assert(fc.asyncProperty(someSteps, (steps) => play(steps, { enableUuid, incrementDelayMs })), { numRuns: 150 });
        });
    }
}

t.test('changes of what is here are told to the other instances, each, and nothing else', async () => {
    await fc.assert(fc.asyncProperty(someSteps, fc.boolean(), async (steps, enableUuid) => {
        const { audience, pass } = buildAudience({ enableUuid, incrementDelayMs: 500 });
        const told = new Map<string, unknown>();
        audience.onLocalChange((namespace) => { told.set(namespace, audience.local(namespace)); });
        const leaves: (() => void)[] = [];
        for (const step of steps) {
            if (step.kind === 'join') leaves.push(audience.join(step.namespace, createListener(), step.uuid ?? undefined).leave);
            else if (step.kind === 'leave') leaves[step.which % leaves.length]?.();
            else if (step.kind === 'pass') await pass(step.ticks * 250);
            else if (step.kind === 'participants') audience.setParticipants(step.namespace, new Set(step.ids));
            else if (step.kind === 'others') audience.setOthers(step.namespace, { members: step.members, connections: 0 });
            else if (step.kind === 'exclude') audience.exclude(step.namespace, step.uuid);
            for (const name of NAMESPACES) deepStrictEqual(told.get(name) ?? { members: 0, connections: 0 }, audience.local(name));
        }
    }), { numRuns: 150 });
});
