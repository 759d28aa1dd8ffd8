import t from 'tap';
import { conferenceIdOf, conferenceKey } from '../../src/store/conference-key.js';

t.test('names that differ in case or in how an accent is encoded have one key', async (t) => {
    t.equal(conferenceKey(null, 'Réunion'), '/réunion');
    t.equal(conferenceKey(undefined, 'RE\u0301UNION'), conferenceKey('', 'R\u00e9union'));
    t.equal(conferenceKey('Acme', 'Daily'), 'acme/daily');
});

t.test('tenants keep conferences of the same name apart', async (t) => {
    t.not(conferenceKey('acme', 'daily'), conferenceKey('other', 'daily'));
    t.not(conferenceKey('acme', 'daily'), conferenceKey(null, 'daily'));
});

t.test('a conference\'s id is the first 22 characters of the SHA-256 of key NUL meetingId in base64url', async (t) => {
    // printf '/weekly-standup\0b7c1d2e3' | openssl dgst -sha256 -binary | basenc --base64url
    t.equal(conferenceIdOf('/weekly-standup', 'b7c1d2e3'), 'FxP1_QI8bnnEU6LMvXPEkb');
    t.match(conferenceIdOf('/weekly-standup', 'other'), /^[A-Za-z0-9_-]{22}$/);
});
