import t from 'tap';
import { announceToken } from '../src/announce-token.js';
import { createLogLines } from './support/log-lines.js';

const announce = (HOST: string, isTTY: boolean) => {
    const { log, lines } = createLogLines();
    const written: string[] = [];
    const terminal = { isTTY, write: (text: string | Uint8Array) => Boolean(written.push(String(text))) };
    announceToken({ config: { HOST, BASE_PATH: '/quality' }, port: 8080, token: 'the-token', file: 'data/dashboard-token' }, terminal, log);
    return { lines, written: written.join('') };
};

t.test('a terminal is shown a link', async (t) => {
    t.match(announce('0.0.0.0', true), { lines: [], written: /http:\/\/localhost:8080\/quality\/#token=the-token\n/ });
    t.match(announce('2001:db8::1', true).written, /http:\/\/\[2001:db8::1\]:8080\/quality\//);
    t.match(announce('meet.example.org', true).written, /http:\/\/meet\.example\.org:8080/);
});

t.test('a log is told only where it is', async (t) => {
    t.same(announce('::', false), { lines: [['info', 'The token for reading was made and is in data/dashboard-token.']], written: '' });
});
