/** A process that holds the spool of a folder, says so, and stays until it is killed. */
import { openSpool } from '../../src/spool/open-spool.js';

const spool = await openSpool({ dataDir: process.argv[2] ?? '', maxBytes: 1e6 });
console.log(await spool.append(Buffer.from('from the other process')));
setInterval(() => undefined, 1000);
