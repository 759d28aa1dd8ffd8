/** How far it is: documents of about so many, and of these so many in this run. */
export interface Headway { documents: number; total: number; ofThisRun: number; elapsedMs: number }

/** What shows it: a terminal's one line, written over, or else a line every few seconds. */
export interface ProgressDisplay {
    show(headway: Headway): void;
    /** The last word, and the terminal's line ends. */
    end(headway: Headway): void;
}

interface Output { isTTY?: boolean; columns?: number; write(text: string): unknown }

/** On a terminal and elsewhere, ms. */
const EVERY_TTY_MS = 200, EVERY_MS = 5000;
const BAR = 24;

/** @param now - ms of any clock */
export function createProgressDisplay(output: Output, now: () => number): ProgressDisplay {
    const isTerminal = output.isTTY === true;
    let shownAt = now();
    const write = (headway: Headway) => {
        shownAt = now();
        const line = isTerminal ? `${barOf(headway)} ${describeHeadway(headway)}`.slice(0, (output.columns ?? 80) - 1) : describeHeadway(headway);
        // the rest of a longer line before is cleared: ECMA-48, erase in line
        output.write(isTerminal ? `\r${line}\u001b[K` : `${line}\n`);
    };
    return {
        show(headway) {
            if (now() - shownAt >= (isTerminal ? EVERY_TTY_MS : EVERY_MS)) write(headway);
        },
        end(headway) {
            write(headway);
            if (isTerminal) output.write('\n');
        }
    };
}

/** There may be more by now than were counted. */
const shareOf = ({ documents, total }: Headway): number => total === 0 ? 1 : Math.min(1, documents / total);

function barOf(headway: Headway): string {
    const full = Math.floor(shareOf(headway) * BAR);
    return `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}]`;
}

/** `12,345 of 50,000 documents (24 %), 1,234 a second, 0:31 left` */
export function describeHeadway(headway: Headway): string {
    const { documents, total, ofThisRun, elapsedMs } = headway;
    const rate = elapsedMs > 0 ? ofThisRun / elapsedMs * 1000 : 0;
    const left = rate > 0 && total > documents ? `, ${describeTime((total - documents) / rate)} left` : '';
    const share = String(Math.floor(shareOf(headway) * 100));
    return `${grouped(documents)} of ${grouped(Math.max(total, documents))} documents (${share} %), ${grouped(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate))} a second${left}`;
}

/** `1:02:03`, `0:07` */
export function describeTime(seconds: number): string {
    const whole = Math.ceil(seconds);
    const hours = Math.floor(whole / 3600), minutes = Math.floor(whole % 3600 / 60);
    const padded = (number: number) => String(number).padStart(2, '0');
    return hours > 0 ? `${String(hours)}:${padded(minutes)}:${padded(whole % 60)}` : `${String(minutes)}:${padded(whole % 60)}`;
}

/** 12,345 */
export const grouped = (count: number): string => count.toLocaleString('en-US');
