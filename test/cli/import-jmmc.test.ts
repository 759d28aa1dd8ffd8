import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { MongoClient, type Document } from 'mongodb';
import t, { type Test } from 'tap';
import type { SessionReply } from '../../schemas/session.js';
import { peerSessionId } from '../../src/ingest/session-id.js';
import { buildTestApp, makeDataDir, READER } from '../build-test-app.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';
import { waitUntil } from '../support/wait-until.js';
import { jmmcDocuments, storeDocuments, type JmmcDocument } from './jmmc-documents.js';

const PROGRAM = fileURLToPath(new URL('../../src/cli/import-jmmc.js', import.meta.url));

const skip = await skipWithoutMongodb();
const mongodb = skip === false ? await openTestMongodb() : { uri: 'mongodb://127.0.0.1/', newDatabase: () => '', close: () => undefined };
const client = new MongoClient(mongodb.uri, { retryWrites: false });
t.teardown(async () => {
    await client.close();
    await mongodb.close();
});

interface Ran { code: number; stdout: string; stderr: string }

/** Runs the program with these settings and no others. */
async function run(args: string[], settings: Record<string, string>): Promise<Ran> {
    const env = { PATH: process.env.PATH, ...settings };
    try {
        return { code: 0, ...await promisify(execFile)(process.execPath, [PROGRAM, ...args], { env }) };
    } catch (error) {
        const { code, stdout, stderr } = error as Ran;
        return { code, stdout, stderr };
    }
}

/** A collection of these documents, and the arguments that name it. */
async function sourceOf(documents: readonly object[]): Promise<string[]> {
    const database = mongodb.newDatabase();
    await storeDocuments(client, database, documents);
    return [mongodb.uri, 'metrics', '--database', database];
}

/** All sessions in the store, as the documents that they were made of. */
async function exported(app: FastifyInstance): Promise<Map<string, Document>> {
    const { body } = await app.inject({ url: '/v1/export/jmmc', headers: READER });
    const documents = body.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Document);
    return new Map(documents.map((document) => [String(document._id), document]));
}

const expected = (documents: readonly JmmcDocument[]) => new Map(documents.map(({ _id, ...document }) => {
    const sessionId = peerSessionId('jmmc', _id.toHexString());
    return [sessionId, { _id: sessionId, ...document }];
}));

/** What analysis finds in them, newest first. */
async function analysed(app: FastifyInstance): Promise<SessionReply[]> {
    await app.assembleNow(120_000);
    const { body } = await app.inject({ url: '/v1/export/sessions?format=ndjson', headers: READER });
    return body.split('\n').filter(Boolean).map((line) => JSON.parse(line) as SessionReply);
}

/** How many documents the progress in this folder tells of. */
async function progressIn(dataDir: string): Promise<number> {
    const folder = join(dataDir, 'import-jmmc');
    const [name] = await readdir(folder).catch(() => []);
    if (name === undefined) return 0;
    const text = await readFile(join(folder, name, 'progress.json'), 'utf8').catch(() => '{"documents":0}');
    return (JSON.parse(text) as { documents: number }).documents;
}

/** Starts the program and kills it as soon as it has got further than before. Answers whether it was killed before it had ended. */
async function runAndKill(args: string[], settings: Record<string, string> & { DATA_DIR: string }): Promise<boolean> {
    const before = await progressIn(settings.DATA_DIR);
    const child = spawn(process.execPath, [PROGRAM, ...args], { env: { PATH: process.env.PATH, ...settings }, stdio: 'ignore' });
    const ended = once(child, 'exit');
    await waitUntil('the import has got further', async () => child.exitCode !== null || await progressIn(settings.DATA_DIR) > before);
    child.kill('SIGKILL');
    await ended;
    return child.signalCode === 'SIGKILL';
}

async function appOn(t: Test, settings: Record<string, string>): Promise<FastifyInstance> {
    return buildTestApp(t, { ...settings, READ_WAIT: '60' });
}

t.test('killed again and again it ends with what one run makes, and what it makes is analysed', { skip, timeout: 300_000 }, async (t) => {
    const documents = jmmcDocuments(400);
    const source = await sourceOf(documents);
    const settings = { IP_PRIVACY: 'full' };
    const [once, often] = [await makeDataDir(t), await makeDataDir(t)];
    t.match(await run(source, { ...settings, DATA_DIR: once }), { code: 0, stderr: '', stdout: 'They are 400 sessions with 8,000 samples.\n' });

    let kills = 0;
    while (kills < 2 && await runAndKill(source, { ...settings, DATA_DIR: often })) kills += 1;
    t.ok(kills > 0, `${String(kills)} kills`);
    t.match(await run(source, { ...settings, DATA_DIR: often }), {
        code: 0, stderr: '', stdout: /Going on after \d+ documents[^]*400 documents read[^]*They are 400 sessions with 8,000 samples\.\n/
    });

    const apps = [await appOn(t, { ...settings, DATA_DIR: once }), await appOn(t, { ...settings, DATA_DIR: often })] as const;
    for (const app of apps) t.strictSame(await exported(app), expected(documents));
    const [one, other] = [await analysed(apps[0]), await analysed(apps[1])];
    t.strictSame(other, one);
    t.equal(one.length, 400);
    for (const session of one.slice(0, 3)) {
        t.match(session, {
            client: 'jmmc', browser: { name: 'Microsoft Edge', version: '131' }, os: { name: 'macOS' }, region: 'eu-west', endReason: 'silent',
            conferenceId: /^[\w-]{22}$/, samples: 19, summary: { metrics: { connectionQuality: { min: 90 }, bitrateUpload: { max: 1224 } } }
        });
    }
    const conferences = await apps[0].inject({ url: '/v1/conferences?conferenceName=room7&limit=100', headers: READER });
    t.match(conferences.json(), { items: [{ conferenceName: 'room7', summary: {} }] });
    const url = `/v1/summary?by=browser&from=${String(Date.now() - 2 * 86_400_000)}&to=${String(Date.now())}`;
    const summary = () => apps[0].inject({ url, headers: READER });
    await waitUntil('all hours are counted', async () => (await summary()).headers['x-confmeter-pending'] === undefined);
    t.match((await summary()).json(), { items: [{ value: 'Microsoft Edge', sessions: 400, verdicts: { unknown: 0 } }] });
});

t.test('into MongoDB; run twice nothing changes, begun anew neither, and new documents follow', { skip, timeout: 300_000 }, async (t) => {
    const documents = jmmcDocuments(60);
    const source = await sourceOf(documents.slice(0, 50));
    const database = mongodb.newDatabase();
    const settings = { IP_PRIVACY: 'full', MONGODB_URI: mongodb.uri, MONGODB_DB: database, DATA_DIR: await makeDataDir(t) };
    // the service may run meanwhile
    const app = await appOn(t, settings);
    t.match(await run(source, settings), { code: 0, stderr: '', stdout: '50 of 50 documents (100 %)' });
    const target = client.db(database);
    const allOf = (collection: string) => target.collection(collection).find().sort({ _id: 1 }).toArray();
    const stored = async () => [await allOf('pushes'), await allOf('jmmc')];
    const first = await stored();
    t.strictSame(new Map(first[1]?.map((document) => [String(document._id), document])), expected(documents.slice(0, 50)));
    t.match(await run(source, settings), { code: 0, stderr: '', stdout: /50 documents read; none of them is new/ });
    t.match(await run([...source, '--restart'], settings), { code: 0, stderr: '', stdout: /50 documents read \(/ });
    t.strictSame(await stored(), first);

    await storeDocuments(client, source[3] as string, documents.slice(50));
    t.match(await run(source, settings), { code: 0, stdout: /60 documents read, 10 of them in this run/ });
    t.strictSame(await exported(app), expected(documents));
    t.equal((await analysed(app)).filter(({ summary }) => summary !== null).length, 60);
});

t.test('ids of any kind, damaged documents and old ones: what was left out is told, and which setting keeps it', { skip }, async (t) => {
    const [good, old] = jmmcDocuments(2) as [JmmcDocument, JmmcDocument];
    const source = await sourceOf([
        { ...good, _id: 'a text' }, { ...good, _id: good._id.toHexString().toUpperCase() }, { ...good, _id: 7 }, { ...good, _id: new Date(0) }, good,
        { conf: 'room1', uid: good.uid }, { conf: 'other', uid: good.uid, m: good.m },
        { ...old, m: old.m.map((element) => ({ ...element, ts: Number(element.ts) - 40 * 86_400 })) }
    ]);
    const dataDir = await makeDataDir(t);
    const { code, stdout, stderr } = await run(source, { DATA_DIR: dataDir, CONFERENCE_PATTERN: '^room' });
    t.match({ code, stderr }, { code: 0, stderr: '' });
    for (const told of [
        'metrics: 6 documents read', 'They are 3 sessions with 60 samples.',
        '_id is neither an ObjectId nor a text (2)', 'conf does not match CONFERENCE_PATTERN (1)', 'm is no list (1)',
        'older than RETENTION_DAYS (1)', 'set RETENTION_DAYS to more (0 = for ever)', 'CONFERENCE_PATTERN says which names are taken'
    ])
        t.match(stdout, told);
    const kept = await run([...source, '--restart'], { DATA_DIR: dataDir, RETENTION_DAYS: '0' });
    t.match(kept, { code: 0, stdout: 'They are 5 sessions with 100 samples.' });
});

t.test('a service that uses the folder keeps it; what to do is told', { skip }, async (t) => {
    const dataDir = await makeDataDir(t);
    const source = await sourceOf(jmmcDocuments(1));
    const app = await buildTestApp(t, { DATA_DIR: dataDir });
    const refused = await run(source, { DATA_DIR: dataDir });
    t.match(refused, { code: 1, stdout: '', stderr: /is in use by process \d+ [^]*Stop the service, run this again/ });
    await app.close();
    t.match(await run(source, { DATA_DIR: dataDir }), { code: 0, stderr: '' });
    await rm(join(dataDir, 'confmeter.sqlite'));
    const anew = await run(source, { DATA_DIR: dataDir });
    t.match(anew, { code: 0, stdout: '1 document read (' }, 'a store that is not the one that was imported into has it again');
});

t.test('a server that does not answer ends it with 1 and the reason, without the password', async (t) => {
    const uri = 'mongodb://marie:secret@127.0.0.1:1/old?serverSelectionTimeoutMS=200';
    const { code, stdout, stderr } = await run([uri, 'metrics'], { DATA_DIR: await makeDataDir(t) });
    t.match({ code, stdout, stderr }, { code: 1, stdout: '', stderr: /^127\.0\.0\.1:1\/old cannot be read: / });
    t.notMatch(stderr, /secret|marie/);
});

t.test('settings that cannot be used end it with 1 and the reason', { skip }, async (t) => {
    const source = await sourceOf(jmmcDocuments(1));
    const dataDir = await makeDataDir(t);
    const [uri, file, country] = await Promise.all([
        run(source, { DATA_DIR: dataDir, MONGODB_URI: 'mongodb://marie:se/cret@h/?x=1' }),
        run(source, { DATA_DIR: fileURLToPath(import.meta.url) }),
        run(source, { DATA_DIR: dataDir, MAXMIND_FILE: '/nowhere' })
    ]);
    t.match(uri, { code: 1, stderr: /^MONGODB_URI cannot be understood: mongodb:\/\/user:password@host\/\n$/ });
    t.match(file, { code: 1, stderr: /^(EEXIST|ENOTDIR)/ });
    t.match(country, { code: 1, stderr: /^MAXMIND_FILE: \/nowhere cannot be read/ });
});

t.test('what is asked for wrongly ends with 2 and how to ask, wrong settings with 1; help with 0', async (t) => {
    const uri = 'mongodb://h/d';
    await Promise.all([[], [uri], [uri, 'c', 'x'], ['h', 'c'], [uri, ''], [uri, 'c', '--unknown']].map(async (args) => {
        t.match(await run(args, {}), { code: 2, stdout: '', stderr: 'npm run import-jmmc -- <mongodb-uri> <collection>' }, args.join(' '));
    }));
    const dataDir = await makeDataDir(t);
    t.match(await run(['mongodb://h', 'c'], { DATA_DIR: dataDir }), { code: 1, stderr: /names no database: .* --database NAME/ });
    t.match(await run([uri, 'c'], { RETENTION_DAYS: 'long' }), { code: 1, stderr: 'RETENTION_DAYS' });
    t.match(await run(['--help'], {}), { code: 0, stdout: 'npm run import-jmmc -- <mongodb-uri> <collection>', stderr: '' });
});
