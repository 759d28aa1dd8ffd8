import type { FastifyInstance } from 'fastify';
import t from 'tap';
import type { ListReply } from '../../../schemas/list.js';
import type { Sample, SessionReply } from '../../../schemas/session.js';
import { beginSession, buildTestApp, makeDataDir, READER, settled } from '../../build-test-app.js';

const UID = '5f0c9f4e-7a52-4b1c-9d0e-2f6a1c3b4d5e';
const ROOM = 'room1234567';
const BEGIN = { br: 'br', os: 'os', pid: 'abcd1234' };
const bodyOf = (m: unknown, rest: object = {}) => JSON.stringify({ uid: UID, conf: ROOM, m, ...rest });

const push = (app: FastifyInstance, payload: string, headers: Record<string, string> = {}, url = '/push') =>
    app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } });

const cookieOf = ({ headers }: { headers: Record<string, unknown> }) => String(headers['set-cookie']).split(';', 1)[0] as string;

async function begin(app: FastifyInstance, rest: object = {}): Promise<{ cookie: string }> {
    return { cookie: cookieOf(await push(app, bodyOf(BEGIN, rest))) };
}

const get = async <T>(app: FastifyInstance, url: string): Promise<T> => (await app.inject({ url, headers: READER })).json<T>();
const listed = async (app: FastifyInstance, conf = ROOM) =>
    (await get<ListReply<SessionReply>>(app, `/v1/sessions?conferenceName=${conf}`)).items;
const samplesOf = async (app: FastifyInstance, { sessionId }: SessionReply) =>
    (await get<{ samples: Sample[] }>(app, `/v1/sessions/${sessionId}/metrics`)).samples;

t.test('what comes is stored', async (t) => {
    const app = await buildTestApp(t);

    await t.test('each session has its own cookie, and each push goes to the session of its cookie', async (t) => {
        const [one, other] = [await begin(app), await begin(app)];
        await push(app, bodyOf({ cq: 50 }), { ...one });
        await push(app, bodyOf({ cq: 51 }), { ...other });
        await push(app, bodyOf({ cq: 60 }), { ...one });
        const qualities = [];
        for (const session of await listed(app)) qualities.push((await samplesOf(app, session)).map(({ state }) => state.connectionQuality));
        t.strictSame(qualities.sort((some, more) => some.length - more.length), [[51], [50, 60]]);
    });

    await t.test('a push in which nothing is left but its time is a sample as before', async (t) => {
        const conf = 'silent';
        const headers = { ...await begin(app, { conf }) };
        await push(app, bodyOf({ cq: 50 }, { conf }), headers);
        t.equal((await push(app, bodyOf({ pid: 'abcd1234' }, { conf }), headers)).statusCode, 200);
        const [session] = await listed(app, conf);
        t.strictSame((await samplesOf(app, session!)).map(({ state }) => state), [{ connectionQuality: 50 }, { connectionQuality: 50 }]);
    });

    await t.test('what comes with br is kept, too', async (t) => {
        await push(app, bodyOf({ ...BEGIN, cq: 40 }, { conf: 'first' }));
        const [session] = await listed(app, 'first');
        t.match(await samplesOf(app, session!), [{ state: { connectionQuality: 40 } }]);
    });

    await t.test('a pid that cannot be stored costs nothing but itself', async (t) => {
        for (const pid of ['a\0b', 'x'.repeat(129)]) t.equal((await push(app, bodyOf({ ...BEGIN, pid }, { conf: 'pid' }))).statusCode, 200);
        t.match(await listed(app, 'pid'), [{ endpointId: null }, { endpointId: null }]);
    });

    await t.test('its sessions stand in one conference with those of our own script', async (t) => {
        const conferenceName = 'mixed';
        await begin(app, { conf: conferenceName });
        await beginSession(app, { conferenceName, userId: 'paul' });
        const { items } = await get<ListReply<{ participants: number }>>(app, `/v1/conferences?conferenceName=${conferenceName}`);
        t.match(items, [{ conferenceName, participants: 2 }]);
        t.strictSame((await listed(app, conferenceName)).map(({ client }) => client).sort(), ['jmmc', 'sdk']);
    });

    await t.test('what was left out is unknown from then on, its neighbours go on', async (t) => {
        const conf = 'unknown';
        const headers = { ...await begin(app, { conf, m: { ...BEGIN, cq: 'x' } }) };
        const all = { cq: 50, res: { h: 360, w: 640 }, u: { bw: 5, ab: 6 }, d: { bw: 7 }, t: { p: 443, tp: 'udp' } };
        for (const m of [all, { cq: 101, res: { h: 'x', w: 640 }, u: { bw: 'x' }, d: null, t: { tp: 'ssltcp' } }, { cq: 60 }])
            t.equal((await push(app, bodyOf({ pid: 'abcd1234', ...m }, { conf }), headers)).statusCode, 200);
        const [session] = await listed(app, conf);
        const rest = { bandwidth: {}, bitrate: { audio: { upload: 6 }, video: {} }, packetLoss: {}, resolution: {}, transport: { port: 443 } };
        t.strictSame((await samplesOf(app, session!)).slice(1).map(({ state }) => state), [rest, { ...rest, connectionQuality: 60 }]);
    });

    await t.test('what is left out is counted', async (t) => {
        const { ingest } = app.telemetry;
        const { sessions, pushes, dropped } = ingest;
        await push(app, bodyOf({ cq: 101, u: { bw: 'x', ab: 5 }, zz: 1 }), { ...await begin(app) });
        t.equal((await push(app, bodyOf({ cq: 101, os: 'os' }))).statusCode, 400, 'not what is refused');
        t.match([ingest.sessions - sessions, ingest.pushes - pushes, ingest.dropped - dropped], [1, 2, 3]);
    });
});

t.test('what is wrong costs no more than itself', async (t) => {
    const app = await buildTestApp(t);

    await t.test('a conference name that no session can have is refused as one that the pattern does not allow', async (t) => {
        for (const conf of ['x'.repeat(257), 'a\0b'])
            t.match(await push(app, bodyOf(BEGIN, { conf })), { statusCode: 400, body: 'valition error ' });
        t.equal((await push(app, bodyOf(BEGIN, { conf: 'é'.repeat(256) }))).statusCode, 200);
    });

    await t.test('what made the original answer 500', async (t) => {
        for (const m of ['text', 5, true, [1]])
            t.match(await push(app, bodyOf(m)), { statusCode: 400, body: 'm must be an object' }, JSON.stringify(m));
        const headers = { ...await begin(app) };
        for (const u of [null, 'text', [1]]) {
            const answer = await push(app, bodyOf({ pid: 'abcd1234', cq: 5, u, d: { bw: 7 } }), headers);
            t.match(answer.json(), { m: { cq: 5, u: undefined, d: { bw: 7 } } }, JSON.stringify(u));
        }
        t.match(await push(app, '{"m":'), { statusCode: 400 });
        const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
        t.match((await push(app, bodyOf(BEGIN).replace(/\}$/, `,"deep":${deep}}`))).json(), { code: 'bad_request', message: /deep/ });
        t.equal((await listed(app)).length, 1, 'nothing was stored of what was refused');
    });
});

t.test('pushes of one moment are all kept, in the order in which they came', async (t) => {
    const app = await buildTestApp(t, {}, { now: () => 1_795_228_082_450 });
    const headers = { ...await begin(app) };
    for (let cq = 0; cq < 20; cq += 1) await push(app, bodyOf({ cq }), headers);
    const [session] = await listed(app);
    t.strictSame((await samplesOf(app, session!)).map(({ state }) => state.connectionQuality), [...Array(20).keys()]);
});

t.test('addresses are kept as IP_PRIVACY says, of the page and in what it tells', async (t) => {
    const integer = 0xc0000237; // 192.0.2.55
    for (const [IP_PRIVACY, kept, own] of [['truncate', '192.0.2.0', '127.0.0.0'], ['none', undefined, null]] as const) {
        const app = await buildTestApp(t, { IP_PRIVACY });
        await push(app, bodyOf({ cq: 5, t: { lip: integer, ip: integer, rip: integer } }), { ...await begin(app) });
        const [session] = await listed(app);
        t.equal(session?.address, own);
        const [sample] = await samplesOf(app, session!);
        t.strictSame([sample?.state.transport?.ip, sample?.state.transport?.localIp], [kept, kept], IP_PRIVACY);
    }
});

t.test('our own refusals keep their shape', async (t) => {
    const app = await buildTestApp(t, { BODY_LIMIT: '1024', RATE_LIMIT: '2' });
    t.match((await push(app, bodyOf(BEGIN, { pad: 'x'.repeat(1024) }))).json(), { code: 'body_too_large' });
    t.match((await push(app, bodyOf(BEGIN), { 'content-encoding': 'gzip' })).json(), { code: 'unsupported_media_type' });
    t.match((await push(app, bodyOf(BEGIN), { origin: 'https://evil.example' })).json(), { code: 'origin_not_allowed' });
    t.match(await push(app, bodyOf(BEGIN)), { statusCode: 429, headers: { 'retry-after': /^\d+$/ } });
});

t.test('what cannot be put on disk is not acknowledged, and its cookie is not given', async (t) => {
    const app = await buildTestApp(t);
    app.spool.append = () => Promise.resolve('full');
    const answer = await push(app, bodyOf(BEGIN));
    t.match([answer.statusCode, answer.json(), answer.headers['set-cookie']], [503, { code: 'spool_full' }, undefined]);
});

t.test('pages of allowed origins send cookies along; others are refused, and told nothing of cookies', async (t) => {
    const allowed = 'https://meet.example.org';
    const app = await buildTestApp(t, { CORS_ORIGINS: allowed });
    const ask = (origin: string, url = '/push') => app.inject({
        method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }
    });
    const preflight = await ask(allowed);
    t.match([preflight.statusCode, preflight.headers], [204, {
        'access-control-allow-origin': allowed, 'access-control-allow-credentials': 'true', 'access-control-allow-headers': /content-type/,
        'access-control-allow-methods': /POST/
    }]);
    const answer = await push(app, bodyOf(BEGIN), { origin: allowed });
    t.match([answer.statusCode, answer.headers], [200, { 'access-control-allow-origin': allowed, 'access-control-allow-credentials': 'true' }]);
    t.notOk((await ask(allowed, '/v1/sessions')).headers['access-control-allow-credentials'], 'no other route takes them');
    for (const refused of [await ask('https://evil.example'), await push(app, bodyOf(BEGIN), { origin: 'https://evil.example' })])
        t.match([refused.statusCode, refused.headers['access-control-allow-credentials']], [403, undefined]);
});

t.test('a page that the server before has begun goes on, as a session that began when its id was made', async (t) => {
    const now = 1_795_300_000_000;
    const settings = { JMMC_COOKIE_SECRET: 'a secret of our own,the secret of the server before', IP_PRIVACY: 'full' };
    const app = await buildTestApp(t, settings, { now: () => now });
    const cookie = 'jmmc_objectId=s%3Aj%3A%226b0101b269f553c9840db968%22.BTP9Dk%2BwZGFvK0L3BnI6GbwBA%2B%2B%2FzCUHwjzgNGd41pQ';
    for (const cq of [70, 71]) t.equal((await push(app, bodyOf({ cq }), { cookie })).statusCode, 200);
    const began = 0x6b0101b2 * 1000;
    const [session, ...others] = await listed(app);
    t.match(session, { client: 'jmmc', conferenceName: 'room1234567', userId: UID, startedAt: began, joinedAt: began, address: '127.0.0.1' });
    t.strictSame(others, []);
    t.strictSame((await samplesOf(app, session!)).map(({ state }) => state.connectionQuality), [70, 71]);
    t.match([app.telemetry.ingest.sessions, app.telemetry.ingest.pushes], [1, 2]);
});

t.test('a cookie outlives a restart, and another instance knows it', async (t) => {
    const SESSION_SECRET = 'the secret that instances share';
    const DATA_DIR = await makeDataDir(t);
    const first = await buildTestApp(t, { SESSION_SECRET, DATA_DIR });
    const { cookie } = await begin(first);
    await settled(first);
    await first.close();
    const after = await buildTestApp(t, { SESSION_SECRET: `a newer secret of them all,${SESSION_SECRET}`, DATA_DIR });
    t.equal((await push(after, bodyOf({ cq: 5 }), { cookie })).statusCode, 200);
    t.match(await listed(after), [{ pushes: 2 }]);
    const stranger = await buildTestApp(t, { SESSION_SECRET: 'the secret of somebody else' });
    t.match(await push(stranger, bodyOf({ cq: 5 }), { cookie }), { statusCode: 400, body: 'invalid jmmc_objectId' });
});

t.test('both addresses are below BASE_PATH, and gone with JMMC=off', async (t) => {
    const below = await buildTestApp(t, { BASE_PATH: '/jitsi-meet-metrics-collector' });
    t.equal((await push(below, bodyOf(BEGIN), {}, '/jitsi-meet-metrics-collector/push')).statusCode, 200);
    t.match((await below.inject('/jitsi-meet-metrics-collector/push')).json(), { error: 'Bad URL or request method.' });
    t.equal((await push(below, bodyOf(BEGIN))).statusCode, 404);
    const off = await buildTestApp(t, { JMMC: 'off' });
    t.equal((await push(off, bodyOf(BEGIN))).statusCode, 404);
    for (const url of ['/push', '/getClient']) t.match((await off.inject(url)).json(), { code: 'not_found' });
});
