import { ISSUE_CODES } from '../../../schemas/issue.js';
import { MEDIA_ERROR_NAMES } from '../../../schemas/media-error.js';
import type { SessionMetricName } from '../../../schemas/session-metrics.js';
import type { Figures } from '../../../schemas/summary-reply.js';
import { describeHistogram } from '../histogram.js';
import { DURATION_BOUNDS, PEAK_BOUNDS, SETUP_BOUNDS } from './count-bounds.js';
import { SETUP } from './dimensions.js';
import { HistogramSum } from './histogram-sum.js';
import { Tally } from './tally.js';

/** What rollups tell of some sessions, as it is added up. */
export class FiguresSum {
    readonly tally = new Tally();
    private readonly metrics = new Map<string, HistogramSum>();

    metric(name: string): HistogramSum {
        let sum = this.metrics.get(name);
        if (sum === undefined) this.metrics.set(name, sum = new HistogramSum());
        return sum;
    }

    add(other: FiguresSum): void {
        this.tally.addTally(other.tally);
        for (const [name, sum] of other.metrics) this.metric(name).addSum(sum);
    }

    /** @param metrics - those that were asked for */
    build(metrics: readonly SessionMetricName[]): Figures {
        const { tally } = this;
        return {
            sessions: tally.get('sessions'),
            joined: tally.get('joined'),
            participantMs: tally.get('participantMs'),
            verdicts: {
                good: tally.get('verdict:good'), fair: tally.get('verdict:fair'), poor: tally.get('verdict:poor'),
                unknown: tally.get('verdict:unknown')
            },
            issues: ISSUE_CODES.map((code) => ({ code, sessions: tally.get(`issue:${code}`) }))
                .filter(({ sessions }) => sessions > 0).sort((a, b) => b.sessions - a.sessions),
            conferences: this.describeConferences(),
            setupMs: this.describeSetup(),
            mediaErrors: tally.get('mediaErrors'),
            mediaErrorNames: MEDIA_ERROR_NAMES.map((name) => ({ name, times: tally.get(`mediaError:${name}`) }))
                .filter(({ times }) => times > 0).sort((a, b) => b.times - a.times),
            rating: this.describeRating(),
            metrics: Object.fromEntries(metrics.map((name) => {
                const histogram = this.metrics.get(name)?.build();
                return [name, histogram === undefined ? null : describeHistogram(histogram)];
            }))
        };
    }

    private describeSetup(): Figures['setupMs'] {
        const histogram = this.metrics.get(SETUP)?.build();
        if (histogram === undefined) return null;
        const { beyondMs: _, measuredMs: sessions, ...distribution } = describeHistogram(histogram);
        return { ...distribution, sessions, histogram: this.tally.histogram('setup:', SETUP_BOUNDS) };
    }

    private describeConferences(): Figures['conferences'] {
        const { tally } = this;
        return {
            count: tally.get('conferences'),
            verdicts: {
                good: tally.get('conference:good'), fair: tally.get('conference:fair'), poor: tally.get('conference:poor'),
                unknown: tally.get('conference:unknown')
            },
            durations: tally.histogram('duration:', DURATION_BOUNDS),
            peakParticipants: tally.histogram('peak:', PEAK_BOUNDS)
        };
    }

    private describeRating(): Figures['rating'] {
        const ratings = this.tally.withPrefix('rating:');
        const count = ratings.reduce((sum, [, sessions]) => sum + sessions, 0);
        return count === 0 ? null : { mean: ratings.reduce((sum, [stars, sessions]) => sum + Number(stars) * sessions, 0) / count, count };
    }
}
