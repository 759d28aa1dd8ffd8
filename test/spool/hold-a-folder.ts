/** A process that holds a folder, says so, and stays until it is killed. */
import { holdFolder } from '../../src/spool/hold-folder.js';
import { createLogLines } from '../support/log-lines.js';

await holdFolder({ folder: process.argv[2] ?? '', log: createLogLines().log });
console.log('held');
setInterval(() => undefined, 1000);
