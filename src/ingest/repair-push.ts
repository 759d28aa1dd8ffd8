import { Type } from '@sinclair/typebox';
import { Ajv, type ErrorObject } from 'ajv';
import { createPushSchema, type Push } from '../../schemas/push.js';
import type { DropList } from './drop-list.js';
import { BODY_VALIDATION, createFaultFinder, faultOf, refuse, type Fault } from './find-faults.js';
import { clearAt, isObject, removeAt } from './repair-body.js';
import { stripUnknown } from './strip-unknown.js';

/** Makes a body that the schema refused into one that it takes, and says what had to go. `receivedAt`: epoch ms. */
export type PushRepair = (body: Record<string, unknown>, receivedAt: number, drops: DropList) => Push;

/**
 * What is wrong goes alone, and what is kept stays true:
 * - a wrong value in a patch becomes null: unknown from there on, never the older value;
 * - a delta whose time cannot be read is told with the time of the next one, or of the sending: its changes still hold by then;
 * - a delta or patch that is no object may have changed anything, so all is unknown from there: a keyframe with an empty state
 *   (the next keyframe of the page fills it again); so is one whose `keyframe` is no boolean, but with the values that it has;
 * - an event without a readable time or type goes whole, of another only the wrong part;
 * - unknown members, a wrong `sentAt` or `end` are left out.
 * @throws {RequestError} bad_request where seq is missing or wrong, or there are more deltas or events than the limits.
 */
export function createPushRepair(limits: { maxDeltas: number; maxEvents: number }): PushRepair {
    const schema = createPushSchema(limits);
    const findFaults = createFaultFinder(schema);
    const hasFrame = new Ajv({ ...BODY_VALIDATION, strict: false }).compile(createFrameSchema(limits));
    return (body, receivedAt, drops) => {
        if (!hasFrame(body)) throw refuse(faultOf((hasFrame.errors as [ErrorObject])[0]));
        stripUnknown(body, schema, drops);
        const untimed = new Set<unknown>();
        const lostEvents = new Set<unknown>();
        for (const fault of findFaults(body)) {
            if (fault.segments[0] === 'deltas') repairDelta(body, fault, untimed, drops);
            else if (fault.segments[0] === 'events') repairEvent(body, fault, lostEvents, drops);
            else {
                drops.add(fault.path, fault.reason);
                removeAt(body, fault.segments);
            }
        }
        if (Array.isArray(body.events)) body.events = body.events.filter((event) => !lostEvents.has(event));
        if (Array.isArray(body.deltas)) giveTimes(body.deltas, untimed, typeof body.sentAt === 'number' ? body.sentAt : receivedAt);
        const left = findFaults(body)[0];
        if (left !== undefined) throw refuse(left);
        return body as Push;
    };
}

/** What a push cannot do without, checked first so that a body far beyond the limits costs no more than that. */
function createFrameSchema({ maxDeltas, maxEvents }: { maxDeltas: number; maxEvents: number }) {
    const { seq } = createPushSchema().properties;
    return Type.Object({
        seq,
        deltas: Type.Optional(Type.Unsafe({ maxItems: maxDeltas })),
        events: Type.Optional(Type.Unsafe({ maxItems: maxEvents }))
    });
}

/** All is unknown from here. Its time is given later. */
const createUnknown = () => ({ at: 0, keyframe: true, patch: {} });

function repairDelta(body: Record<string, unknown>, fault: Fault, untimed: Set<unknown>, drops: DropList): void {
    const [, index, member] = fault.segments;
    if (index === undefined) {
        const unknown = createUnknown();
        body.deltas = [unknown];
        untimed.add(unknown);
        return drops.add(fault.path, `${fault.reason}; the state is unknown from here on`);
    }
    const deltas = body.deltas as Record<string, unknown>[];
    const delta = deltas[Number(index)] as Record<string, unknown>;
    if (member === undefined) {
        const unknown = createUnknown();
        deltas[Number(index)] = unknown;
        untimed.add(unknown);
        drops.add(fault.path, `${fault.reason}; the state is unknown from here on`);
    } else if (member === 'at') {
        untimed.add(delta);
        drops.add(fault.path, `${fault.reason}; the time of the next one is taken`);
    } else if (member === 'keyframe') {
        delta.keyframe = true;
        drops.add(fault.path, `${fault.reason}; taken as true`);
    } else if (member === 'patch' && fault.segments.length === 3) {
        delta.keyframe = true;
        delta.patch = {};
        drops.add(fault.path, `${fault.reason}; the state is unknown from here on`);
    } else {
        drops.add(fault.path, fault.reason);
        clearAt(body, fault.segments);
    }
}

function repairEvent(body: Record<string, unknown>, fault: Fault, lost: Set<unknown>, drops: DropList): void {
    const [, index, member] = fault.segments;
    if (index === undefined || member === 'data') {
        drops.add(fault.path, fault.reason);
        return removeAt(body, fault.segments);
    }
    const events = body.events as unknown[];
    const position = Number(index);
    // Equal texts or numbers are one value to a set; an object of its own marks this place.
    if (!isObject(events[position])) events[position] = {};
    lost.add(events[position]);
    drops.add(`/events/${index}`, member === undefined ? fault.reason : `${member} ${fault.reason}`);
}

function giveTimes(deltas: Record<string, unknown>[], untimed: ReadonlySet<unknown>, sentAt: number): void {
    let next = sentAt;
    for (const delta of deltas.toReversed()) {
        if (untimed.has(delta)) delta.at = next;
        else next = Number(delta.at);
    }
}
