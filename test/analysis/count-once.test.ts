import t from 'tap';
import { countOnce } from '../../src/analysis/count-once.js';

const stay = (sessionId: string, endpointId: string | null, observedBy: string | null = null) => ({ session: { sessionId, endpointId, observedBy } });
const idsOf = (stays: ReturnType<typeof stay>[]) => countOnce(stays).map(({ session: { sessionId } }) => sessionId);

t.test('who has a session of their own is not counted again by what others heard', async (t) => {
    t.strictSame(idsOf([stay('heard', 'cccccccc', 'marie'), stay('marie', 'aaaaaaaa'), stay('own', 'cccccccc')]), ['marie', 'own']);
});

t.test('who has none is, by all that heard of them', async (t) => {
    const stays = [stay('marie', 'aaaaaaaa'), stay('heard', 'cccccccc', 'marie'), stay('again', 'cccccccc', 'tom')];
    t.strictSame(idsOf(stays), ['marie', 'heard', 'again']);
});

t.test('sessions that do not tell their endpoint are all counted', async (t) => {
    t.strictSame(idsOf([stay('early', null), stay('heard', null, 'marie'), stay('other', null)]), ['early', 'heard', 'other']);
});
