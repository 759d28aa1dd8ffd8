import { words } from '../../words.js';

interface Props {
    now: number | null | undefined;
    before: number | null | undefined;
    /** With its sign. */
    format: (difference: number) => string;
    /** The number of before, as it is shown. */
    told: string;
}

/** What has changed since the span before: an arrow, a sign, and in words. Nothing without something to compare with. */
export function Difference({ now, before, format, told }: Props) {
    const { overview } = words();
    if (now === null || now === undefined || before === null || before === undefined) return null;
    const difference = now - before;
    const direction = difference > 0 ? 'more' : difference < 0 ? 'less' : 'same';
    return <p class={`difference ${direction}`}>
        <span aria-hidden="true">{{ more: '▲', less: '▼', same: '=' }[direction]}</span>{' '}
        {direction !== 'same' && format(difference)}<span class="unseen"> {overview[direction]}</span> · {overview.before(told)}
    </p>;
}
