import type { UsageReply, UsageSpan } from '../../../schemas/usage-reply.js';
import { dayOf, type Rollups } from '../../store/rollups.js';
import { createCalendar } from './calendar.js';
import { inPieces, PIECE, planPeriods } from './plan-periods.js';
import { createUsage, longerThan, type Usage, type UsageSum } from './usage.js';

export interface UsageQuery {
    /** Whole hours, epoch ms. */
    from: number;
    to: number;
    by: UsageSpan;
    /** An IANA name. */
    timeZone: string;
    /** At most LONGEST_MINUTES. */
    minMinutes: number;
}

/** How much was used, from the rows of the hours and days that were asked for. */
export async function readUsage(rollups: Pick<Rollups, 'due' | 'list'>, { from, to, by, timeZone, minMinutes }: UsageQuery): Promise<UsageReply> {
    const calendar = createCalendar(by, timeZone);
    const dueDays = new Set(await rollups.due({ level: 'day', from: dayOf(from), to }));
    const { stretches, ranges } = planPeriods({ from, to }, calendar, (day) => dueDays.has(day));
    const sums = new Map<string, UsageSum>();
    const total = createUsage();
    for (const piece of inPieces(ranges, PIECE)) {
        for (const { at, totals } of await rollups.list({ table: 'usage', metric: null }, piece)) {
            const label = calendar.labelOf(at);
            const sum = sums.get(label) ?? createUsage();
            sums.set(label, sum);
            for (const one of [sum, total]) one.addUsage(totals as unknown as Usage);
        }
    }
    const describe = (sum: UsageSum): UsageReply['total'] => {
        const { conferences, sessions, participantMs, conferenceMinutes, sessionMinutes, largestConference } = sum.build();
        return {
            conferences, sessions, participantMs,
            longConferences: longerThan(conferenceMinutes, minMinutes), longSessions: longerThan(sessionMinutes, minMinutes), largestConference
        };
    };
    return {
        from, to, by, timeZone, minMinutes,
        items: stretches.map(({ label, ...span }) => ({ value: String(label), ...span, ...describe(sums.get(String(label)) ?? createUsage()) })),
        total: describe(total)
    };
}
