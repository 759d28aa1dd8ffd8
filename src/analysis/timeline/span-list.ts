import type { TimelineSpan } from '../../../schemas/session-timeline.js';

/** When something was so. Times are epoch ms. */
export interface SpanList {
    /** It is so from now on; again: nothing changes. */
    begin(at: number): void;
    end(at: number): void;
    /** It was so; joined with the span before where nothing is between them. */
    add(span: TimelineSpan): void;
    /** @param until - the end of one that goes on */
    build(until: number): TimelineSpan[];
}

/** @param most - of more, those with the shortest rest between them are told as one: at any width they would be drawn as one first */
export function createSpanList(most: number): SpanList {
    const spans: TimelineSpan[] = [];
    let since: number | undefined;

    const add = ({ from, to }: TimelineSpan) => {
        const last = spans.at(-1);
        if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
        else spans.push({ from, to });
        if (spans.length > most) joinClosest(spans);
    };
    return {
        add,
        begin(at) { since ??= at; },
        end(at) {
            if (since !== undefined && at > since) add({ from: since, to: at });
            since = undefined;
        },
        build(until) {
            const open = since !== undefined && until > since ? [{ from: since, to: until }] : [];
            return [...spans.map((span) => ({ ...span })), ...open];
        }
    };
}

function joinClosest(spans: TimelineSpan[]): void {
    let closest = 1;
    const restBefore = (index: number) => (spans[index]?.from ?? Infinity) - (spans[index - 1]?.to ?? 0);
    for (let index = 2; index < spans.length; index++) if (restBefore(index) < restBefore(closest)) closest = index;
    const [second] = spans.splice(closest, 1);
    const first = spans[closest - 1];
    if (first !== undefined && second !== undefined) first.to = second.to;
}
