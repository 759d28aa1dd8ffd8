import { execFileSync } from 'node:child_process';
import { ROOT } from './project.js';

const PROGRAM = `
import { DatabaseSync } from '@photostructure/sqlite';
const [file, text] = process.argv.slice(1);
const db = new DatabaseSync(file);
console.log(JSON.stringify(text.startsWith('SELECT') ? db.prepare(text).all() : db.exec(text) ?? []));
`;

/**
 * What `sqlite3 <file> "<text>"` would do, in a process of its own: a connection of this one would keep its lock on the file for as long as
 * its statements are in memory. Answers the rows of a SELECT.
 */
export function askSqlite(file: string, text: string): Record<string, unknown>[] {
    const answer = execFileSync(process.execPath, ['--input-type=module', '--eval', PROGRAM, file, text], { cwd: ROOT, encoding: 'utf8' });
    return JSON.parse(answer) as Record<string, unknown>[];
}
