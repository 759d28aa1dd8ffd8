import t from 'tap';
import { SCOPES, type Explanation } from '../../../schemas/explanation.js';
import { ISSUE_CODES, type FoundIssue, type IssueCode } from '../../../schemas/issue.js';
import { LANGUAGES } from '../../../schemas/language.js';
import { explainConference } from '../../../src/analysis/explain-conference.js';
import { SENTENCES, tellIssue, tellStoredIssues } from '../../../src/analysis/sentences/tell-issue.js';
import { analyzeCall } from '../analyzed-call.js';
import { FAR, HEARD_OF, LOST_DOWN, LOST_UP, person, SLOW, type Person } from '../compared-people.js';
import { HAND_MADE } from '../hand-made-calls.js';

const EVIDENCE = {
    mean: 9.87, worst: 1234, limit: 3, ms: 95_000, times: 3, totalMs: 12_000, longestMs: 9000, freezes: 4, frozenMs: 6500, setupMs: 8000,
    othersMs: 61_000, rating: 2, roundTripTimeBefore: 2.5, roundTripTimeAfter: 180, packetLossBefore: 0.1, packetLossAfter: 12
};
const issueOf = (code: IssueCode, others: Partial<FoundIssue> = {}): FoundIssue =>
    ({ code, severity: 'warning', from: 0, to: 150_000, evidence: EVIDENCE, details: { region: 'eu-west', switchedTo: 'bridge' }, ...others });
const english = (issue: FoundIssue) => tellIssue(issue, 'en').text;
const frenchOf = (issue: FoundIssue) => tellIssue(issue, 'fr').text;
/** Without what is named as it is: addresses of servers. */
const ownWords = (text: string) => text.replaceAll(/\w+:\S+|\b\d+(\.\d+){3}(\/\d+)?/g, 'NAME');

/** What French writes otherwise: a breaking space where none may be, a straight apostrophe, a point in a number, what is not filled in. */
const FAULTS = / [:;!?%»]|« |[^\u202f][;!?]|'|\d\.\d|\d (ms|s|min|h|fois)\b|\b(undefined|null|NaN)\b| {2}|\.\./u;
/** Words that no French sentence has, and nearly every English one. */
const ENGLISH = /\b(the|of|this|was|were|and|had|went|for|with|came|what|in)\b/;

t.test('every issue has a sentence in each language, with its figures', async (t) => {
    for (const code of ISSUE_CODES) {
        const issue = issueOf(code);
        for (const language of LANGUAGES) {
            const { text } = tellIssue(issue, language);
            t.match(text, /^[\p{Lu}\d].*\.$/u, `${code}: ${text}`);
            t.notMatch(text, /undefined|NaN|\[object/, text);
        }
        t.notMatch(frenchOf(issue), FAULTS, frenchOf(issue));
        t.notMatch(frenchOf(issue), ENGLISH, frenchOf(issue));
        const figuresOf = (text: string) => (text.replaceAll(',', '.').replaceAll('\u202f', '').match(/\d+(\.\d+)?/g) ?? []).sort();
        t.strictSame(figuresOf(frenchOf(issue)), figuresOf(english(issue)), `${code}: the same figures`);
    }
});

t.test('what an issue is has a few words in each language', async (t) => {
    for (const code of ISSUE_CODES) {
        const { en, fr } = SENTENCES;
        t.not(fr.about[code], en.about[code], code);
        t.notMatch(fr.about[code], FAULTS, fr.about[code]);
        t.notMatch(fr.about[code], ENGLISH, fr.about[code]);
    }
    t.strictSame(Object.keys(SENTENCES.fr.figures), Object.keys(SENTENCES.en.figures));
});

t.test('numbers are written as the language writes them', async (t) => {
    t.equal(frenchOf(issueOf('upload_loss', { evidence: { mean: 4.1, worst: 12.4, limit: 3, ms: 7_500_000 } })),
        'Pendant 2\u00a0h 5\u00a0min, 4,1\u00a0% de ce que ce participant envoyait s’est perdu en route '
        + '(au pire 12\u00a0%\u202f; gênant à partir de 3\u00a0%).');
    t.match(frenchOf(issueOf('bandwidth_limited', { evidence: { mean: 1234, ms: 800 } })), /^Pendant 800\u00a0ms, .* 1\u202f234\u00a0kbit\/s/);
    t.equal(english(issueOf('upload_loss', { evidence: { mean: 4.1, worst: 12.4, limit: 3, ms: 7_500_000 } })),
        'For 2 h 5 min, 4.1 % of what this participant sent got lost on its way (at worst 12 %; noticeable from 3 %).');
});

t.test('what a sentence names beside figures is in the issue\'s details', async (t) => {
    const cases: [IssueCode, FoundIssue['details'], string, string][] = [
        ['join_failed', { code: 'conference.max_users' }, 'This participant did not get in (conference.max_users).',
            'Ce participant n’a pas pu rejoindre la conférence (conference.max_users).'],
        ['media_error', { device: 'camera', name: 'NotAllowedError' }, 'The camera could not be had, 3 times (NotAllowedError).',
            'La caméra n’a pas pu être ouverte, 3\u00a0fois (NotAllowedError).'],
        ['connection_interrupted', { goesOn: true }, 'No media has come or gone for 12 s.', 'Ni son ni image ne passent depuis 12\u00a0s.'],
        ['connection_interrupted', { restored: false }, 'No media came or went, 3 times for 12 s, and it did not come back.',
            'Ni son ni image ne sont passés pendant 12\u00a0s, en 3\u00a0fois, et rien n’est revenu.'],
        ['worse_after_switch', { switchedTo: 'p2p' },
            'After the change to P2P the round trip took 180 ms instead of 2.5 ms, and 12 % instead of 0.1 % got lost.',
            'Après le passage au P2P, l’aller-retour prenait 180\u00a0ms au lieu de 2,5\u00a0ms et 12\u00a0% se perdait au lieu de 0,1\u00a0%.'],
        ['track_ended', { device: 'camera', more: 2 }, 'The camera stopped by itself: unplugged, or taken by another program. (and 2 more like it)',
            'La caméra s’est arrêtée d’elle-même\u00a0: débranchée, ou prise par un autre programme. (et 2\u00a0autres semblables)']
    ];
    for (const [code, details, en, fr] of cases) {
        const issue = issueOf(code, { details: details ?? {} });
        t.equal(english(issue), en);
        t.equal(frenchOf(issue), fr);
    }
});

t.test('in a stored session the sentences are those that analysis stored, or made from what it stored', async (t) => {
    for (const [name, call] of Object.entries(HAND_MADE)) {
        const { issues } = analyzeCall(call);
        const stored = JSON.parse(JSON.stringify(issues)) as typeof issues;
        t.strictSame(tellStoredIssues(stored, 'en'), issues, name);
        for (const { text } of tellStoredIssues(stored, 'fr')) t.notMatch(ownWords(text), new RegExp(`${FAULTS.source}|${ENGLISH.source}`, 'u'), `${name}: ${text}`);
    }
});

t.test('an issue that was stored without the details that its sentence needs stays as it was told', async (t) => {
    const old = (code: IssueCode) => {
        const { details: _, ...issue } = issueOf(code);
        return { ...issue, text: 'As it was told.' };
    };
    t.equal(tellStoredIssues([old('region_mismatch')], 'fr')[0]?.text, 'As it was told.');
    t.match(tellStoredIssues([old('upload_loss')], 'fr')[0]?.text, /^Pendant /);
});

const FOUR = ['Marie', 'Tom', 'Ada', 'Eve'];
const WELL: Person[] = [{ name: 'Ina' }, { name: 'Jo' }];
const apart = (n: number) => ({ bridge: `203.0.113.${String(n)}`, region: `region-${String(n)}`, browser: `Chrome ${String(n)}` });
/** A conference for each scope, and what else an explanation can say. */
const CONFERENCES: Readonly<Record<string, Person[]>> = {
    participant: [{ name: 'Marie', change: LOST_UP }, { name: 'Tom', change: LOST_DOWN }, { name: 'Ada' }],
    pair: [{ name: 'Marie', change: LOST_DOWN, p2p: true }, { name: 'Tom', change: LOST_DOWN, p2p: true }],
    bridge: [...FOUR.map((name) => ({ name, change: FAR, bridge: '203.0.113.20' })), ...WELL],
    region: [...FOUR.map((name, n) => ({ name, change: FAR, region: 'ap-south', bridge: `203.0.113.${String(20 + n)}` })), ...WELL],
    network: [...FOUR.map((name, n) => ({ name, change: LOST_DOWN, address: `192.0.2.${String(n)}` })), ...WELL],
    browser: [...FOUR.map((name, n) => ({ name, change: SLOW, browser: `Firefox 140.${String(n)}` })), ...WELL],
    everyone: FOUR.map((name, n) => ({ name, change: FAR, ...apart(n) })),
    several: [...FOUR.slice(0, 3).map((name) => ({ name, change: FAR })), { name: 'Ina' }, { name: 'Jo' }, { name: 'Kai' }],
    good: WELL,
    alone: [{ name: 'Marie', change: LOST_UP }],
    direct: [{ name: 'Marie', change: LOST_UP, p2p: true }, { name: 'Tom', p2p: true }],
    observed: [{ name: 'Marie' }, ...['App', 'Phone'].map((name) => ({ name, isObserved: true, change: HEARD_OF }))],
    shared: FOUR.map((name) => ({ name, change: FAR }))
};

t.test('an explanation of every scope is told in each language, with the same findings', async (t) => {
    const scopes = new Set<string>();
    for (const [name, people] of Object.entries(CONFERENCES)) {
        const sessions = people.map(person);
        const [en, fr] = (['en', 'fr'] as const).map((language) => explainConference(sessions, language)) as [Explanation, Explanation];
        const withoutText = ({ findings, verdicts }: Explanation) => ({ verdicts, findings: findings.map(({ text: _, ...finding }) => finding) });
        t.strictSame(withoutText(fr), withoutText(en), name);
        for (const { text } of [fr, ...fr.findings]) {
            t.match(text, /^[\p{Lu}\d].*\.$/u, text);
            t.notMatch(ownWords(text), FAULTS, text);
            t.notMatch(text, ENGLISH, text);
        }
        for (const { scope } of en.findings) scopes.add(scope);
    }
    t.strictSame([...scopes].sort(), [...SCOPES].sort());
});

t.test('names agree with their verbs', async (t) => {
    const tell = (name: keyof typeof CONFERENCES) => explainConference((CONFERENCES[name] ?? []).map(person), 'fr').text;
    t.equal(tell('participant'), 'Sur 3\u00a0sessions\u00a0: 2\u00a0mauvaises, 1\u00a0bonne. '
        + 'Marie a eu des difficultés à l’envoi\u00a0: 9\u00a0% de pertes à l’envoi pendant 60\u00a0s. '
        + 'Tom l’a remarqué\u00a0: 9\u00a0% de pertes à la réception pendant 60\u00a0s\u202f; une parole notée 3,3 sur 4,4 pendant 60\u00a0s.');
    t.match(tell('observed'), /App et Phone ont eu des difficultés à la réception, d’après ce que les autres ont perçu\u00a0: /);
    t.equal(tell('good'), 'L’appel a été bon pour les deux sessions.');
    t.equal(explainConference([], 'fr').text, 'On ne sait rien du déroulement de cette conférence.');
});
