import type { Histogram } from '../../../schemas/distribution.js';
import { bucketOf, describeHistogram } from '../histogram.js';
import type { ByteReader, ByteWriter } from './byte-stream.js';

const SLACK = 16;
const NO_NUMBERS = new Float64Array(0);

/**
 * Adds up histograms of one metric. Its memory is that of the buckets between the lowest and the highest that occur. Weights and sums are
 * kept as whole numbers, so that the order of adding makes no difference: what is rounded off, half a millisecond's value a bucket and
 * session, is far below what the buckets tell apart.
 */
export class HistogramSum {
    private lowest = 0;
    private weights: Float64Array = NO_NUMBERS;
    private sums: Float64Array = NO_NUMBERS;
    private min = Infinity;
    private max = -Infinity;
    /** -1: no threshold. */
    private beyondMs = -1;

    get isEmpty(): boolean {
        return this.max === -Infinity;
    }

    addHistogram({ buckets, weights, sums, min, max, beyondMs }: Histogram): void {
        if (buckets.length === 0) return;
        this.cover(buckets[0] ?? 0, buckets.at(-1) ?? 0);
        for (let place = 0; place < buckets.length; place++)
            this.addBucket(buckets[place] ?? 0, Math.round(weights[place] ?? 0), Math.round(sums[place] ?? 0));
        this.addRange(min, max, beyondMs === null ? -1 : Math.round(beyondMs));
    }

    /** @param weight - a whole number, above 0 */
    addValue(value: number, weight: number): void {
        const bucket = bucketOf(value);
        this.cover(bucket, bucket);
        this.addBucket(bucket, weight, Math.round(value * weight));
        this.addRange(value, value, -1);
    }

    addSum(other: HistogramSum): void {
        if (other.isEmpty) return;
        this.cover(other.lowest, other.lowest + other.weights.length - 1);
        for (let place = 0; place < other.weights.length; place++)
            this.addBucket(other.lowest + place, other.weights[place] ?? 0, other.sums[place] ?? 0);
        this.addRange(other.min, other.max, other.beyondMs);
    }

    /** Not to be called when it is empty. */
    pack(body: ByteWriter): void {
        const places = this.usedPlaces();
        body.float(this.min);
        body.float(this.max);
        body.whole(this.beyondMs + 1);
        body.whole(this.lowest + (places.at(-1) ?? 0));
        body.whole(places.length);
        let last = -this.lowest;
        for (const place of places) {
            body.whole(place - last);
            body.whole(this.weights[place] ?? 0);
            body.whole(this.sums[place] ?? 0);
            last = place;
        }
    }

    addPacked(body: ByteReader): void {
        const min = body.float(), max = body.float(), beyondMs = body.whole() - 1, highest = body.whole(), count = body.whole();
        let bucket = 0;
        for (let index = 0; index < count; index++) {
            bucket += body.whole();
            if (index === 0) this.cover(bucket, highest);
            this.addBucket(bucket, body.whole(), body.whole());
        }
        this.addRange(min, max, beyondMs);
    }

    build(): Histogram | undefined {
        if (this.isEmpty) return undefined;
        const places = this.usedPlaces();
        return {
            buckets: places.map((place) => this.lowest + place),
            weights: places.map((place) => this.weights[place] ?? 0),
            sums: places.map((place) => this.sums[place] ?? 0),
            min: this.min, max: this.max, beyondMs: this.beyondMs < 0 ? null : this.beyondMs
        };
    }

    /** For people who look into the database. */
    toObject(): Record<string, number | null> {
        const histogram = this.build();
        return histogram === undefined ? {} : describeHistogram(histogram);
    }

    private addBucket(bucket: number, weight: number, sum: number): void {
        const place = bucket - this.lowest;
        this.weights[place] = (this.weights[place] ?? 0) + weight;
        this.sums[place] = (this.sums[place] ?? 0) + sum;
    }

    private addRange(min: number, max: number, beyondMs: number): void {
        this.min = Math.min(this.min, min);
        this.max = Math.max(this.max, max);
        if (beyondMs >= 0) this.beyondMs = Math.max(0, this.beyondMs) + beyondMs;
    }

    private usedPlaces(): number[] {
        const places: number[] = [];
        for (let place = 0; place < this.weights.length; place++) if (this.weights[place] !== 0) places.push(place);
        return places;
    }

    private cover(first: number, last: number): void {
        const { length } = this.weights;
        if (length > 0 && first >= this.lowest && last < this.lowest + length) return;
        const lowest = length === 0 ? first : Math.min(this.lowest, Math.max(0, first - (first < this.lowest ? SLACK : 0)));
        const end = length === 0 ? last + 1 : Math.max(this.lowest + length, last + (last >= this.lowest + length ? SLACK : 1));
        const grown = (from: Float64Array) => {
            const numbers = new Float64Array(end - lowest);
            if (length > 0) numbers.set(from, this.lowest - lowest);
            return numbers;
        };
        [this.weights, this.sums] = [grown(this.weights), grown(this.sums)];
        this.lowest = lowest;
    }
}
