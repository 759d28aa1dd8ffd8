/**
 * Numbers and texts, one after the other, in as few bytes as it takes. Whole numbers are LEB128 (7 bits a byte, the lowest first), as in
 * WebAssembly, https://webassembly.github.io/spec/core/binary/values.html#integers; beyond 2^53 they keep their 53 leading bits.
 */
export interface ByteWriter {
    /** @param value - whole, not negative */
    whole(value: number): void;
    float(value: number): void;
    text(value: string): void;
    /** With their number before them. */
    block(bytes: Uint8Array): void;
    /** What was written since the last call. */
    take(): Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** A float, or the longest whole number: 1.8e308 has 147 groups of 7 bits. */
const LONGEST = 148;

export function createByteWriter(): ByteWriter {
    let bytes = new Uint8Array(256);
    let view = new DataView(bytes.buffer);
    let length = 0;
    const reserve = (more: number) => {
        if (length + more <= bytes.length) return;
        const larger = new Uint8Array(Math.max(2 * bytes.length, length + more));
        larger.set(bytes);
        bytes = larger;
        view = new DataView(bytes.buffer);
    };
    const whole = (value: number) => {
        reserve(LONGEST);
        let rest = value;
        while (rest >= 0x80) {
            bytes[length++] = 0x80 | rest % 0x80;
            rest = Math.floor(rest / 0x80);
        }
        bytes[length++] = rest;
    };
    const block = (part: Uint8Array) => {
        whole(part.length);
        reserve(part.length);
        bytes.set(part, length);
        length += part.length;
    };
    return {
        whole,
        float(value) {
            reserve(LONGEST);
            view.setFloat64(length, value, true);
            length += 8;
        },
        text: (value) => { block(encoder.encode(value)); },
        block,
        take() {
            const taken = bytes.slice(0, length);
            length = 0;
            return taken;
        }
    };
}

/** Reads what a ByteWriter wrote, in the same order. What follows the end reads as zeros. */
export class ByteReader {
    private readonly view: DataView;

    constructor(private readonly bytes: Uint8Array, public position = 0) {
        this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }

    get isAtEnd(): boolean {
        return this.position >= this.bytes.length;
    }

    whole(): number {
        let byte = this.bytes[this.position++] ?? 0;
        if (byte < 0x80) return byte;
        let value = byte & 0x7f;
        let factor = 0x80;
        do {
            byte = this.bytes[this.position++] ?? 0;
            value += (byte & 0x7f) * factor;
            factor *= 0x80;
        } while (byte >= 0x80);
        return value;
    }

    float(): number {
        const value = this.view.getFloat64(this.position, true);
        this.position += 8;
        return value;
    }

    text(): string {
        const length = this.whole();
        const begin = this.position;
        this.position += length;
        return decoder.decode(this.bytes.subarray(begin, this.position));
    }
}
