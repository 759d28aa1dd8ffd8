import type { SummaryItem, SummarySpan } from '../../../../schemas/summary-reply.js';
import { formatDate, formatDay, formatMoment, formatTime } from '../../formats.js';

/** How a column of the time axis is called, in short and in full. */
export function columnNames(by: SummarySpan, { value, from = 0, to = 0 }: SummaryItem): { name: string; title: string } {
    switch (by) {
        case 'hour': return { name: formatTime(from), title: formatMoment(from) };
        case 'day': return { name: formatDay(from).replace(/^\p{L}+\.?,? /u, ''), title: formatDay(from) };
        case 'week': return { name: formatDay(from).replace(/^\p{L}+\.?,? /u, ''), title: `${formatDate(from)} – ${formatDate(to - 1)}` };
        case 'month': return { name: value ?? '', title: `${formatDate(from)} – ${formatDate(to - 1)}` };
    }
}
