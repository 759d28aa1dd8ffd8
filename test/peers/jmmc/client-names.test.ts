import t from 'tap';
import { JMMC_BROWSERS, JMMC_SYSTEMS } from '../../../schemas/peers/jmmc-names.js';
import { describedAs, describedBy } from '../../../src/peers/jmmc/client-names.js';

t.test('names and versions are told in one text, and read from it', async (t) => {
    for (const [text, name, version] of [
        ['Chrome 131', 'Chrome', '131'], ['Edge 131', 'Microsoft Edge', '131'], ['Samsung Internet 27', 'Samsung Internet for Android', '27'],
        ['Chrome Headless', 'Chrome Headless', null], ['Firefox', 'Firefox', null]
    ] as const) {
        t.same(describedBy(text, JMMC_BROWSERS), { name, version }, text);
        t.equal(describedAs({ name, version }, JMMC_BROWSERS), text);
    }
    t.equal(describedAs({ name: 'macOS', version: '10.15.7' }, JMMC_SYSTEMS), 'Mac OS 10.15.7');
    t.same(describedBy('Mac OS 10.15.7', JMMC_SYSTEMS), { name: 'macOS', version: '10.15.7' });
});

t.test('several of their names can be one of ours', async (t) => {
    t.same(describedBy('Mobile Safari 17', JMMC_BROWSERS), { name: 'Safari', version: '17' });
    t.equal(describedAs({ name: 'Safari', version: '17' }, JMMC_BROWSERS), 'Safari 17');
});

t.test('what is not known is neither told nor read as a name', async (t) => {
    t.equal(describedAs({ name: null, version: null }, JMMC_BROWSERS), undefined);
    t.same(describedBy('undefined undefined', JMMC_BROWSERS), { name: null, version: null });
    t.same(describedBy('Linux undefined', JMMC_SYSTEMS), { name: 'Linux', version: null });
    t.same(describedBy('', JMMC_SYSTEMS), { name: null, version: null });
});
