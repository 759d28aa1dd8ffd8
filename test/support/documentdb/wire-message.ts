import type { Readable } from 'node:stream';
import { BSON } from 'mongodb';

/** Opcodes of https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/; drivers greet with OP_QUERY, then speak OP_MSG. */
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const HEADER_BYTES = 16;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
export const MAX_MESSAGE_BYTES = 48_000_000;

/** One command of a client. */
export interface WireRequest {
    requestId: number;
    opcode: typeof OP_QUERY | typeof OP_MSG;
    /** The command's document as it came, and as read. */
    bytes: Buffer;
    command: BSON.Document;
    /** Documents sent beside the command (OP_MSG sections of kind 1), one after the other: `documents` of an insert, `updates`, `deletes`. */
    sequences: Map<string, Buffer>;
    wantsReply: boolean;
}

/** The whole messages of a stream. Throws when a length cannot be true: then nothing after it can be understood. */
export async function* readMessages(stream: Readable): AsyncGenerator<Buffer> {
    let chunks: Buffer[] = [];
    let have = 0;
    let need = HEADER_BYTES;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        have += chunk.length;
        while (have >= need) {
            const data = Buffer.concat(chunks, have);
            const size = data.readInt32LE(0);
            if (size < HEADER_BYTES || size > MAX_MESSAGE_BYTES) throw new Error(`a message of ${size} bytes`);
            need = size;
            if (have >= size) {
                yield data.subarray(0, size);
                need = HEADER_BYTES;
            }
            chunks = [have >= size ? data.subarray(size) : data];
            have = chunks[0]!.length;
        }
    }
}

export function parseRequest(message: Buffer): WireRequest {
    const requestId = message.readInt32LE(4);
    const opcode = message.readInt32LE(12);
    if (opcode === OP_MSG) return { requestId, opcode, ...parseMsg(message.subarray(HEADER_BYTES)) };
    if (opcode !== OP_QUERY) throw new Error(`opcode ${opcode} is not served`);
    // flags, "<db>.$cmd" and its NUL, numberToSkip, numberToReturn, the command
    const bytes = firstDocument(message, message.indexOf(0, HEADER_BYTES + 4) + 9);
    return { requestId, opcode, bytes, command: BSON.deserialize(bytes), sequences: new Map(), wantsReply: true };
}

function parseMsg(body: Buffer): Pick<WireRequest, 'bytes' | 'command' | 'sequences' | 'wantsReply'> {
    const flags = body.readUInt32LE(0);
    const end = body.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
    const sequences = new Map<string, Buffer>();
    let bytes: Buffer | undefined;
    for (let at = 4; at < end;) {
        const kind = body[at];
        const size = body.readInt32LE(at + 1);
        if (kind === 0) {
            bytes = firstDocument(body, at + 1);
        } else {
            const nul = body.indexOf(0, at + 5);
            sequences.set(body.toString('latin1', at + 5, nul), body.subarray(nul + 1, at + 1 + size));
        }
        at += 1 + size;
    }
    if (bytes === undefined) throw new Error('OP_MSG without a command');
    return { bytes, command: BSON.deserialize(bytes), sequences, wantsReply: (flags & MORE_TO_COME) === 0 };
}

const firstDocument = (buffer: Buffer, at: number) => buffer.subarray(at, at + buffer.readInt32LE(at));

/** The answer to a request, in the opcode that it came in. */
export function encodeReply(request: WireRequest, document: Uint8Array): Buffer {
    const head = Buffer.alloc(request.opcode === OP_MSG ? HEADER_BYTES + 5 : HEADER_BYTES + 20);
    head.writeInt32LE(head.length + document.length, 0);
    head.writeInt32LE(request.requestId, 8);
    head.writeInt32LE(request.opcode === OP_MSG ? OP_MSG : OP_REPLY, 12);
    if (request.opcode === OP_QUERY) head.writeInt32LE(1, HEADER_BYTES + 16); // numberReturned; flags, cursor and startingFrom are 0
    return Buffer.concat([head, document]);
}
