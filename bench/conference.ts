/**
 * A large conference, as its pages send it: how soon all its sessions are analysed once they have ended, how long it takes to answer what a
 * dashboard asks, and how large these answers are.
 *   npm run bench:conference [-- store=mongodb participants=100 minutes=60 repeats=5]
 */
import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConferenceReply } from '../schemas/conference.js';
import type { SessionReply } from '../schemas/session.js';
import { openBenchStore } from './bench-store.js';
import { sendCall } from './conference-call.js';
import { readiness, startService } from './measured-server.js';
import { numberOption } from './options.js';
import { median } from './run-load.js';

const participants = numberOption('participants', 100), minutes = numberOption('minutes', 60), repeats = numberOption('repeats', 5);
const TOKEN = 'of the bench, on the loopback only'.replaceAll(' ', '-');
const FEW = ['candidatePair.currentRoundTripTime'];
const SOME = [...FEW, 'outbound.video.packetLoss', 'inbound.audio.packetLoss', 'inbound.video.framesPerSecond.mean', 'bitrate.upload'];
/** What the charts of a conference ask for at once: lines alone. */
const MEASURED = ['packetLossUpload', 'packetLossDownload', 'roundTripTime', 'jitterDownload', 'audioMosDownload', 'freezesMs'];
const SERIES: readonly (readonly [metrics: readonly string[], query?: string])[] = [
    [FEW], [FEW, 'step=10000'], [FEW, 'step=60000'], [SOME], [SOME, 'step=15000'], [SOME, 'step=60000'],
    [MEASURED, 'step=15000&spread=false'], [MEASURED, 'step=15000&spread=false&align=join']
];

const say = (text: string) => { process.stdout.write(`${text}\n`); };
const kB = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

interface Answer { text: string; bytes: number; ms: number }

function ask(port: number, path: string): Promise<Answer> {
    const begin = performance.now();
    return new Promise((resolve, reject) => {
        get({ host: '127.0.0.1', port, path, agent, headers: { authorization: `Bearer ${TOKEN}` } }, (response) => {
            const pieces: Buffer[] = [];
            response.on('data', (piece: Buffer) => { pieces.push(piece); });
            response.on('end', () => {
                const body = Buffer.concat(pieces);
                if (response.statusCode === 200) resolve({ text: body.toString(), bytes: body.length, ms: performance.now() - begin });
                else reject(new Error(`${path}: ${String(response.statusCode)} ${body.toString()}`));
            });
        }).on('error', reject);
    });
}

/** All sessions, page by page. */
async function sessionsOf(port: number): Promise<SessionReply[]> {
    const sessions: SessionReply[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
        const page = JSON.parse((await ask(port, `/v1/sessions?limit=500${cursor === '' ? '' : `&cursor=${cursor}`}`)).text) as
            { items: SessionReply[]; cursor: string | null };
        sessions.push(...page.items);
        ({ cursor } = page);
    }
    return sessions;
}

/** Median time until the answer is there; what it cost the processors, of which others take nothing away; its size. */
async function measure(what: string, path: string): Promise<void> {
    const answers: Answer[] = [];
    const before = service.cpuMs();
    for (let round = 0; round < repeats; round++) answers.push(await ask(port, path));
    const cpuMs = (service.cpuMs() - before) / repeats;
    say(`${what}: ${median(answers.map(({ ms }) => ms)).toFixed(0)} ms (${cpuMs.toFixed(0)} ms of CPU), ${kB(answers[0]?.bytes ?? 0)}`);
}

const store = await openBenchStore();
const service = await startService({ ...store.settings, DASHBOARD_TOKEN: TOKEN });
const { port } = service;
try {
    const begin = performance.now();
    const pushes = await sendCall({ port, participants, minutes });
    while ((await readiness(port)).spool.batches > 0) await delay(20);
    const sent = performance.now();
    say(`${store.name}: ${String(participants)} participants for ${String(minutes)} minutes, ${String(pushes)} pushes: sent and stored in ${((sent - begin) / 1000).toFixed(1)} s`);
    let sessions = await sessionsOf(port);
    for (; sessions.some(({ summary }) => summary === null); sessions = await sessionsOf(port)) await delay(200);
    say(`all ${String(sessions.length)} sessions analysed ${((performance.now() - sent) / 1000).toFixed(1)} s after that`);

    const conferenceId = sessions[0]?.conferenceId ?? '';
    await measure('GET /v1/conferences', '/v1/conferences');
    await measure('GET /v1/conferences/:conferenceId', `/v1/conferences/${conferenceId}`);
    await measure('GET /v1/conferences/:conferenceId/timeline', `/v1/conferences/${conferenceId}/timeline`);
    await measure('GET /v1/sessions?limit=100', '/v1/sessions?limit=100');
    for (const [metrics, query] of SERIES)
        await measure(`series of ${String(metrics.length)}, ${query ?? 'step chosen'}`,
            `/v1/conferences/${conferenceId}/series?metrics=${metrics.join(',')}${query === undefined ? '' : `&${query}`}`);
    const shown = JSON.parse((await ask(port, `/v1/conferences/${conferenceId}`)).text) as ConferenceReply;
    if (shown.sessions.length !== participants) throw new Error(`the conference has ${String(shown.sessions.length)} sessions`);
    say(`resident memory of the service: at most ${service.peakMib().toFixed(0)} MiB`);
} finally {
    agent.destroy();
    await service.close();
    await store.close();
}
