import type { IssueCode } from '../../../schemas/issue.js';
import type { Verdict } from '../../../schemas/summary.js';
import type { RolledSession } from '../../store/rollups.js';
import type { ByteReader, ByteWriter } from './byte-stream.js';
import type { RowTexts } from './packed-cells.js';

/**
 * What is counted of sessions, by name. Names are kept with the numbers, so that a row of before reads well after a name has come or gone.
 */
export type CountName = 'sessions' | 'joined' | 'participantMs' | 'mediaErrors'
    | `verdict:${Verdict | 'unknown'}` | `rating:${number}` | `issue:${IssueCode}`;

export class Tally {
    private readonly counts = new Map<string, number>();

    get(name: CountName): number {
        return this.counts.get(name) ?? 0;
    }

    /** Those above 0 whose names begin so, without that begin. */
    withPrefix(prefix: 'issue:' | 'rating:'): [string, number][] {
        return [...this.counts].filter(([name]) => name.startsWith(prefix)).map(([name, count]) => [name.slice(prefix.length), count]);
    }

    addSession({ joinedAt, summary: { inCallMs, verdict, mediaErrors, rating }, issueCodes }: RolledSession): void {
        this.add('sessions', 1);
        if (joinedAt !== null || inCallMs > 0) this.add('joined', 1);
        this.add('participantMs', Math.round(inCallMs));
        this.add('mediaErrors', mediaErrors);
        this.add(`verdict:${verdict ?? 'unknown'}`, 1);
        if (rating !== null) this.add(`rating:${String(Math.round(rating)) as `${number}`}`, 1);
        for (const code of issueCodes) this.add(`issue:${code}`, 1);
    }

    addTally(other: Tally): void {
        for (const [name, count] of other.counts) this.addNamed(name, count);
    }

    pack(body: ByteWriter, indexOf: (text: string) => number): void {
        for (const [name, count] of this.inOrder()) {
            body.whole(indexOf(name));
            body.whole(count);
        }
        body.whole(0);
    }

    addPacked(body: ByteReader, texts: RowTexts): void {
        for (let place = body.whole(); place !== 0; place = body.whole()) this.addNamed(String(texts[place]), body.whole());
    }

    /** For people who look into the database. */
    toObject(): Record<string, number> {
        return Object.fromEntries(this.inOrder());
    }

    private inOrder(): [string, number][] {
        return [...this.counts].sort(([a], [b]) => a < b ? -1 : 1);
    }

    private add(name: CountName, count: number): void {
        if (count > 0) this.addNamed(name, count);
    }

    private addNamed(name: string, count: number): void {
        this.counts.set(name, (this.counts.get(name) ?? 0) + count);
    }
}
