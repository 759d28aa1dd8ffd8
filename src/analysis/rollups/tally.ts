import type { IssueCode } from '../../../schemas/issue.js';
import type { MediaErrorName } from '../../../schemas/media-error.js';
import type { Verdict } from '../../../schemas/summary.js';
import type { RolledSession } from '../../store/rollups.js';
import type { ByteReader, ByteWriter } from './byte-stream.js';
import { peakOf, worstVerdict, type RolledConference } from './conference-cells.js';
import { DURATION_BOUNDS, partOf, PEAK_BOUNDS, SETUP_BOUNDS, type CountBounds } from './count-bounds.js';
import type { RowTexts } from './packed-cells.js';

/**
 * What is counted of sessions and conferences, by name; parts of histograms by where they begin (count-bounds.ts). Names are kept with the
 * numbers, so that a row of before reads well after a name has come or gone.
 */
export type CountName = 'sessions' | 'joined' | 'participantMs' | 'mediaErrors'
    | `verdict:${Verdict | 'unknown'}` | `rating:${number}` | `issue:${IssueCode}` | `setup:${number}` | `mediaError:${MediaErrorName}`
    | 'conferences' | `conference:${Verdict | 'unknown'}` | `duration:${number}` | `peak:${number}`;

/** Names of counts that are put together of this and a value. */
type Prefix = 'issue:' | 'rating:' | 'mediaError:';

/** All names that were ever met, a few dozen, each with its place in a tally: a month's names of conferences have a million counts. */
const places = new Map<string, number>();
const names: string[] = [];

function placeOf(name: string): number {
    const known = places.get(name);
    if (known !== undefined) return known;
    places.set(name, names.length);
    return names.push(name) - 1;
}

/** The names of counts among a row's texts, each looked up once. */
export class RowCounts {
    private readonly places: number[] = [];

    constructor(private readonly texts: RowTexts) {}

    placeOf(text: number): number {
        return this.places[text] ??= placeOf(String(this.texts[text]));
    }
}

export class Tally {
    private readonly counts: number[] = [];

    get(name: CountName): number {
        return this.counts[placeOf(name)] ?? 0;
    }

    /** Those above 0 whose names begin so, without that begin. */
    withPrefix(prefix: Prefix): [string, number][] {
        return this.inOrder().filter(([name]) => name.startsWith(prefix)).map(([name, count]) => [name.slice(prefix.length), count]);
    }

    addSession({ joinedAt, summary, issueCodes }: RolledSession): void {
        const { inCallMs, verdict, mediaErrors, mediaErrorNames = {}, setupMs, rating } = summary;
        this.add('sessions', 1);
        if (joinedAt !== null || inCallMs > 0) this.add('joined', 1);
        this.add('participantMs', Math.round(inCallMs));
        this.add('mediaErrors', mediaErrors);
        this.add(`verdict:${verdict ?? 'unknown'}`, 1);
        if (rating !== null) this.add(`rating:${String(Math.round(rating)) as `${number}`}`, 1);
        if (setupMs !== null) this.add(`setup:${partOf(setupMs, SETUP_BOUNDS)}`, 1);
        for (const [name, times] of Object.entries(mediaErrorNames)) this.add(`mediaError:${name as MediaErrorName}`, times);
        for (const code of issueCodes) this.add(`issue:${code}`, 1);
    }

    addConference(conference: RolledConference): void {
        this.add('conferences', 1);
        this.add(`conference:${worstVerdict(conference) ?? 'unknown'}`, 1);
        this.add(`duration:${partOf(conference.durationMs ?? 0, DURATION_BOUNDS)}`, 1);
        this.add(`peak:${partOf(peakOf(conference), PEAK_BOUNDS)}`, 1);
    }

    /** How many are in each part. */
    histogram(prefix: 'setup:' | 'duration:' | 'peak:', bounds: CountBounds): number[] {
        return bounds.map((bound) => this.get(`${prefix}${bound}`));
    }

    addTally(other: Tally): void {
        // forEach passes over the holes
        other.counts.forEach((count, place) => { this.addAt(place, count); });
    }

    pack(body: ByteWriter, indexOf: (text: string) => number): void {
        for (const [name, count] of this.inOrder()) {
            body.whole(indexOf(name));
            body.whole(count);
        }
        body.whole(0);
    }

    addPacked(body: ByteReader, row: RowCounts): void {
        for (let text = body.whole(); text !== 0; text = body.whole()) this.addAt(row.placeOf(text), body.whole());
    }

    /** For people who look into the database. */
    toObject(): Record<string, number> {
        return Object.fromEntries(this.inOrder());
    }

    private inOrder(): [string, number][] {
        const known: [string, number][] = [];
        this.counts.forEach((count, place) => { known.push([names[place] ?? '', count]); });
        return known.sort(([a], [b]) => a < b ? -1 : 1);
    }

    private add(name: CountName, count: number): void {
        if (count > 0) this.addAt(placeOf(name), count);
    }

    private addAt(place: number, count: number): void {
        this.counts[place] = (this.counts[place] ?? 0) + count;
    }
}
