import { ObjectId, type MongoClient } from 'mongodb';

export interface JmmcDocument { _id: ObjectId; conf: string; uid: string; m: Record<string, unknown>[] }

/** Documents as jitsi-meet-metrics-collector stores them, of calls of the last day. */
export function jmmcDocuments(count: number, elements = 20): JmmcDocument[] {
    const yesterday = Math.floor(Date.now() / 1000) - 86_400;
    return Array.from({ length: count }, (_, index) => {
        const begin = yesterday + index * 7 % 40_000;
        return {
            _id: new ObjectId(), conf: `room${String(index % 40)}`, uid: `5f0c9f4e-7a52-4b1c-9d0e-${String(index % 90).padStart(12, '0')}`,
            m: [
                { ts: begin, br: 'Edge 131', os: 'Mac OS 10.15.7', pid: `pid${String(index)}`, t: { rip: 0xc6336400 + index % 256 } },
                {
                    ts: begin + 30, cq: 97.33, res: { h: 360, w: 640 }, cdc: { a: 'opus', v: 'VP8' },
                    u: { bw: 2500.33, ab: 24, vb: 1200, pl: 0 }, d: { bw: null, ab: 25, vb: 0, pl: 1.33 },
                    t: { ip: 0xcb007109, p: 10_000, lip: 0xc0a80102, lp: 54_671, tp: 'udp', sr: 'eu-west' }
                },
                ...Array.from({ length: elements - 2 }, (_element, later) =>
                    ({ ts: begin + 60 + later * 30, cq: 90 + later % 10, u: { vb: 1200 - later } }))
            ]
        };
    });
}

export async function storeDocuments(client: MongoClient, database: string, documents: readonly object[]): Promise<void> {
    await client.db(database).collection('metrics').insertMany([...documents], { ordered: false });
}
