import t from 'tap';
import { openFilesLimit, warnOfFewFiles } from '../../src/run/open-files.js';

const LINE = (soft: string) => 'Limit                     Soft Limit           Hard Limit           Units     \n'
    + 'Max processes             95000                95000                processes \n'
    + `Max open files            ${soft.padEnd(21)}1048576              files     \n`;

t.test('the limit is the one that holds now, where there is one', (t) => {
    t.equal(openFilesLimit(() => LINE('1024')), 1024);
    t.equal(openFilesLimit(() => LINE('unlimited')), undefined);
    t.equal(openFilesLimit(() => { throw new Error('ENOENT'); }), undefined);
    if (process.platform === 'linux') t.type(openFilesLimit(), 'number');
    t.end();
});

t.test('fewer files than connections are told at the start, enough are not', (t) => {
    const limits = { MAX_STREAMS: 20_000, MAX_CONNECTIONS: 10_000, SORA_MAX_CONNECTIONS: 256 };
    const warned: unknown[][] = [];
    const unheard = () => undefined;
    const log = { info: unheard, error: unheard, warn: (...words: unknown[]) => { warned.push(words); } };
    warnOfFewFiles(limits, log, 65_536);
    warnOfFewFiles(limits, log, undefined);
    t.same(warned, []);
    warnOfFewFiles(limits, log, 4096);
    t.equal(warned.length, 1);
    t.match(warned[0], [{ openFiles: 4096, needed: 30_512 }, /may open 4096 files.*30512/s]);
    t.end();
});
