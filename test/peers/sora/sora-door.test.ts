import t from 'tap';
import { peerSessionId } from '../../../src/ingest/session-id.js';
import { READER } from '../../build-test-app.js';
import { skipWithout } from '../../support/programs.js';
import { curl, EXPORTER, openSoraPort, PRIOR_KNOWLEDGE, report, WEBHOOK } from './open-port.js';

const BAD_REQUEST = '{"message":"Bad Request"}\n';
const keyFault = (name: string, tag: string) =>
    `Key: 'soraConnectionStats.${name}' Error:Field validation for '${name.replace('soraStats.', '')}' failed on the '${tag}' tag`;

t.test('the port for Sora, as Kohaku was asked', { skip: skipWithout('curl') }, async (t) => {
    const { port, app } = await openSoraPort(t, { CONFERENCE_PATTERN: '^weekly' });
    const url = (path: string) => `http://127.0.0.1:${String(port)}${path}`;
    const send = (body: unknown, headers: object = EXPORTER) => curl(url('/collector'), { ...PRIOR_KNOWLEDGE, headers, body });

    await t.test('a report is answered 204, with nothing else', async (t) => {
        t.match(await send(report()), { status: 204, version: 'HTTP/2', text: '' });
    });

    await t.test('HTTP/1.1 is refused, also when it offers to change over', async (t) => {
        const plain = { args: ['--http1.1', '-X', 'POST'], body: '{}' };
        t.match(await curl(url('/collector'), plain), { status: 400, version: 'HTTP/1.1', text: BAD_REQUEST });
        t.match(await curl(url('/collector'), { args: ['--http1.1'], headers: EXPORTER, body: report() }), { status: 400, text: BAD_REQUEST });
        t.match(await curl(url('/collector'), { args: ['--http2'], headers: EXPORTER, body: report() }), { status: 400, version: 'HTTP/1.1' });
        t.match(await curl(url('/nothing'), { args: ['--http1.1'] }), { status: 400, text: BAD_REQUEST });
    });

    await t.test('/.ok is 204 by GET and by POST, and by HTTP/1.1, which load balancers speak', async (t) => {
        for (const args of [['--http2-prior-knowledge'], ['--http2-prior-knowledge', '-X', 'POST'], ['--http1.1'], ['--http1.1', '-X', 'POST']])
            t.match(await curl(url('/.ok'), { args }), { status: 204, text: '' }, args.join(' '));
    });

    await t.test('a kind of report that is not known is 400', async (t) => {
        const { 'x-sora-stats-exporter-type': _type, ...typeless } = EXPORTER;
        t.match(await send(report(), typeless), { status: 400, text: BAD_REQUEST });
        t.match(await send(report(), { ...EXPORTER, 'x-sora-stats-exporter-type': 'node.erlang-vm' }), { status: 400, text: BAD_REQUEST });
    });

    await t.test('what is wrong with a body is told as Kohaku told it', async (t) => {
        const cases: [body: unknown, message: string][] = [
            [report({ channel_id: 'weekly'.padEnd(256, 'x') }), keyFault('ChannelID', 'maxb')],
            [report({ channel_id: `weekly${'ä'.repeat(125)}` }), keyFault('ChannelID', 'maxb')],
            [report({ multistream: undefined }), keyFault('Multistream', 'required')],
            [report({ timestamp: undefined, role: 'none' }), `${keyFault('soraStats.Timestamp', 'required')}\n${keyFault('Role', 'len')}`],
            [report({ connection_id: 1 }), 'Unmarshal type error: expected=string, got=number, field=connection_id'],
            [[], 'Unmarshal type error: expected=kohaku.soraConnectionStats, got=array'],
            ['{"type":', 'The body is not JSON.'],
            [report({ stats: [1] }), '/stats/0 must be object']
        ];
        for (const [body, message] of cases) t.match(await send(body), { status: 400, text: `${JSON.stringify({ message })}\n` }, message);
        t.match(await send(report(), { ...EXPORTER, 'content-type': 'text/plain' }), { status: 400, text: '{"message":"Unsupported Media Type"}\n' });
    });

    await t.test('a channel that CONFERENCE_PATTERN does not let in is 400', async (t) => {
        const message = 'This conference name is not one that is collected here.';
        t.match(await send(report({ channel_id: 'private', connection_id: 'BJ253E85SH1C170WQSPYJGFHCR' })), { status: 400, text: `${JSON.stringify({ message })}\n` });
    });

    await t.test('a report is read back as the session of its connection', async (t) => {
        t.match(await send(report({ connection_id: 'AJ253E85SH1C170WQSPYJGFHCR', client_id: 'pierre' })), { status: 204 });
        const read = await app.inject({ url: `/v1/sessions/${peerSessionId('sora', 'AJ253E85SH1C170WQSPYJGFHCR')}`, headers: READER });
        t.match(read.json(), { client: 'sora', conferenceName: 'weekly', userId: 'pierre', pushes: 1 });
    });

    await t.test('what is not there is 404, and another method 405', async (t) => {
        t.match(await curl(url('/v1/conferences'), PRIOR_KNOWLEDGE), { status: 404, text: '{"message":"Not Found"}\n' });
        const got = await curl(url('/collector'), PRIOR_KNOWLEDGE);
        t.match(got, { status: 405, headers: { allow: 'POST' }, text: '{"message":"Method Not Allowed"}\n' });
    });

    await t.test('a refusal has the id under which the log has it', async (t) => {
        t.match(await curl(url('/nothing'), PRIOR_KNOWLEDGE), { headers: { 'x-request-id': /^[0-9a-f]{8}-\w+$/, 'cache-control': 'no-store' } });
    });

    await t.test('no page may send', async (t) => {
        const fromPage = await send(report(), { ...EXPORTER, origin: 'https://meet.example.org' });
        t.match(fromPage, { status: 403, text: /"message":"Pages may not send here/ });
    });

    await t.test('the webhook comes by HTTP/1.1 or HTTP/2, and may say less', async (t) => {
        const { label: _label, role: _role, multistream: _multistream, ...less } = report({ type: 'connection.rtc' });
        for (const args of [['--http1.1'], ['--http2-prior-knowledge']])
            t.match(await curl(url('/stats-webhook'), { args, headers: WEBHOOK, body: less }), { status: 204, text: '' }, args.join(' '));
        const { channel_id: _channel, ...nameless } = less;
        const answer = await curl(url('/stats-webhook'), { args: ['--http1.1'], headers: WEBHOOK, body: nameless });
        t.match(answer, { status: 400, text: `${JSON.stringify({ message: keyFault('ChannelID', 'required') })}\n` });
        t.match(await curl(url('/stats-webhook'), { args: ['--http1.1'], headers: EXPORTER, body: less }), { status: 400, text: BAD_REQUEST });
    });

    await t.test('the service\'s own port knows nothing of it', async (t) => {
        t.equal((await app.inject({ url: '/.ok' })).statusCode, 404);
        t.equal((await app.inject({ method: 'POST', url: '/collector' })).statusCode, 404);
    });
});

t.test('without SORA_PORT there is no such port', async (t) => {
    const { app } = await openSoraPort(t, { SORA_PORT: '' });
    t.equal(app.soraDoor, null);
});

t.test('the webhook\'s path is a setting', { skip: skipWithout('curl') }, async (t) => {
    const { port } = await openSoraPort(t, { SORA_WEBHOOK_PATH: '/hooks/sora' });
    t.match(await curl(`http://127.0.0.1:${String(port)}/hooks/sora`, { headers: WEBHOOK, body: report() }), { status: 204 });
});
