import { once } from 'node:events';
import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import type { ConferenceReply } from '../../schemas/conference.js';
import type { ListReply } from '../../schemas/list.js';
import type { SessionReply } from '../../schemas/session.js';
import type { SummaryReply } from '../../schemas/summary-reply.js';
import { openTrace } from '../../src/cli/open-trace.js';
import { replayCall } from '../../src/cli/replay-call.js';
// What the plugin adds to FastifyInstance.
import type {} from '../../src/peers/sora/sora-door.js';
import { buildTestApp, READER } from '../build-test-app.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';
import { EXPORTER } from './sora/open-port.js';
import { recordedReports } from './sora/recorded-reports.js';

/*
 * A site in the middle of a change: in one Jitsi room two pages have this project's script and a third one still the script of
 * jitsi-meet-metrics-collector, and a Sora server reports its channel.
 */

const TRACE = 'solyd2-uplink-loss';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const OLD_PAGE = { uid: '5f0c9f4e-7a52-4b1c-9d0e-2f6a1c3b4d5e', conf: 'weekly' };

interface Site { app: FastifyInstance; clock: { now: number }; soraPort: number; url: string }

async function openMixedSite(t: Test, settings: Record<string, string>): Promise<Site> {
    const clock = { now: Date.now() };
    const app = await buildTestApp(t, { SORA_PORT: '0', ...settings }, { now: () => clock.now });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const soraPort = await app.soraDoor?.listen() ?? 0;
    return { app, clock, soraPort, url: `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}` };
}

/** A page that joined 80 s before the others left, with a loss of 8 % while it was there. */
async function openOldPage({ url, clock }: Site, end: number): Promise<void> {
    let cookie = '';
    const push = async (secondsAgo: number, m: object) => {
        clock.now = end - secondsAgo * SECOND;
        const answer = await fetch(`${url}/push`, {
            method: 'POST', headers: { 'content-type': 'application/json', cookie }, body: JSON.stringify({ ...OLD_PAGE, m })
        });
        if (answer.status !== 200) throw new Error(`/push was answered with ${String(answer.status)}`);
        cookie ||= String(answer.headers.get('set-cookie')).split(';', 1)[0] as string;
    };
    await push(80, { br: 'br', os: 'os', pid: 'abcd1234' });
    await push(50, { cq: 97.33, u: { bw: 2500, ab: 24, vb: 600, pl: 0 }, d: { ab: 24, vb: 700, pl: 8.33 }, t: { tp: 'udp' } });
    await push(20, { d: { vb: 650 } });
    clock.now = end;
}

/** Both participants of the recorded call, as connections to a Sora server that tells of them over one HTTP/2 connection. */
async function reportFromSora({ soraPort, clock }: Site, begin: number): Promise<void> {
    const client = connect(`http://127.0.0.1:${String(soraPort)}`);
    try {
        const reports = [...recordedReports(TRACE, 'a', begin), ...recordedReports(TRACE, 'b', begin)].sort((one, other) => one.t - other.t);
        for (const { t: at, report } of reports) {
            clock.now = begin + at;
            const stream = client.request({ ':method': 'POST', ':path': '/collector', ...EXPORTER });
            stream.end(JSON.stringify({ ...report, channel_id: 'lecture' }));
            const [headers] = await once(stream, 'response') as [Record<string, unknown>];
            const body = await text(stream);
            if (headers[':status'] !== 204) throw new Error(`/collector was answered with ${String(headers[':status'])}: ${body}`);
        }
    } finally {
        client.close();
    }
}

async function check(t: Test, settings: Record<string, string>): Promise<void> {
    const site = await openMixedSite(t, settings);
    const { app, clock } = site;
    const get = async <T>(url: string): Promise<T> => (await app.inject({ url, headers: READER })).json<T>();
    const { trace } = openTrace(TRACE);
    const { beginsAt, participants } = await replayCall({ trace, url: site.url, conferenceName: 'Weekly', speed: Infinity });
    const end = beginsAt + trace.duration;
    await openOldPage(site, end);
    await reportFromSora(site, beginsAt);
    clock.now += 10 * MINUTE;

    const { items } = await get<ListReply<ConferenceReply>>('/v1/conferences');
    t.match(items.map(({ conferenceName, participants: people }) => [conferenceName, people]).sort(), [['Weekly', 3], ['lecture', 2]],
        'all of them are in one list of conferences, and who was in one room is in one conference');
    const conferences = await Promise.all(items.map(({ conferenceId }) => get<ConferenceReply>(`/v1/conferences/${conferenceId}`)));
    const clientsIn = (name: string) =>
        conferences.find(({ conferenceName }) => conferenceName === name)?.sessions.map(({ client }) => client).sort();
    t.strictSame(clientsIn('Weekly'), ['jmmc', 'sdk', 'sdk']);
    t.strictSame(clientsIn('lecture'), ['sora', 'sora']);
    for (const { conferenceName, summary, sessions, explanation } of conferences) {
        t.match(summary?.verdicts, { poor: sessions.length }, conferenceName);
        t.match(explanation?.text, /lost/, conferenceName);
    }

    const lossy = await get<ListReply<SessionReply>>('/v1/sessions?issue=download_loss');
    t.strictSame(lossy.items.map(({ client }) => client).sort(), ['jmmc', 'sdk', 'sora'], 'what was wrong is found whoever told of it');
    // an hour that was counted after some of them had ended rests for a while
    clock.now += MINUTE;
    t.match(await get<SummaryReply>('/v1/summary?by=conferenceName'), { total: { sessions: 5 } });
    const csv = (await app.inject({ url: '/v1/export/sessions?format=csv', headers: READER })).body.trim().split('\r\n');
    t.equal(csv.length, 6, 'a line each, and the names of the columns');

    const [page] = participants;
    t.match(await get(`/v1/sessions/${String(page?.sessionIds[0])}/rtcstats`), { items: [] }, 'the script keeps what it computes, not what it is from');
    const [connection] = lossy.items.filter(({ client }) => client === 'sora');
    const objects = await get<ListReply<{ type: string }>>(`/v1/sessions/${String(connection?.sessionId)}/rtcstats?type=inbound-rtp&limit=2`);
    t.match(objects.items, [{ type: 'inbound-rtp' }, { type: 'inbound-rtp' }]);
}

t.test('our script, the one it replaces and Sora side by side, in SQLite', (t) => check(t, {}));

t.test('our script, the one it replaces and Sora side by side, in MongoDB', { skip: await skipWithoutMongodb() }, async (t) => {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    await check(t, { MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase() });
});
