#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../config.js';
import { runImport, type ImportCommand } from './run-import.js';
import { ImportError } from './import-error.js';

const USAGE = `Brings a collection of jitsi-meet-metrics-collector over into confmeter.

  npm run import-jmmc -- <mongodb-uri> <collection> [--database NAME] [--restart]

  <mongodb-uri>    where the collection is, as mongodb://user:password@host/database
  <collection>     its name (what jmmcCollection was)
  --database NAME  the database, where the connection string does not name it
  --restart        begin with the first document again; what is stored already stays as it is

It goes into the store of the settings in the environment (MONGODB_URI, or DATA_DIR: then the service must be stopped meanwhile), and
they hold for it as for the service: IP_PRIVACY, AUTHORIZED_REGIONS, CONFERENCE_PATTERN, RETENTION_DAYS, MAXMIND_FILE.

It may be stopped at any moment and started again: it goes on where it was. Ends with 0 when all was read, 1 when it was not, 2 when it was asked for
wrongly.`;

/** A command line that cannot be followed. */
class UsageError extends Error {}

function readCommand(args: string[]): ImportCommand | undefined {
    let parsed;
    try {
        parsed = parseArgs({ args, allowPositionals: true, options: {
            database: { type: 'string' }, restart: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' }
        } });
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
    const { values: { database, restart, help }, positionals: [uri, collection, ...others] } = parsed;
    if (help === true) return undefined;
    if (uri === undefined || collection === undefined || others.length > 0)
        throw new UsageError('A connection string and a collection must be named.');
    if (!/^mongodb(\+srv)?:\/\//.test(uri)) throw new UsageError('The first argument is no connection string as mongodb://host/database.');
    if (collection === '' || database === '') throw new UsageError('A name is empty.');
    return { uri, collection, database, restart };
}

// What this process writes is about people: for its user's eyes alone.
process.umask(0o077);
try {
    const command = readCommand(process.argv.slice(2));
    if (command === undefined) console.log(USAGE);
    else await runImport(command, loadConfig(process.env), process.stdout);
} catch (error) {
    if (error instanceof UsageError) {
        console.error(`${error.message}\n\n${USAGE}`);
        process.exitCode = 2;
    } else if (error instanceof ImportError || error instanceof ConfigError) {
        console.error(error.message);
        process.exitCode = 1;
    } else {
        throw error;
    }
}
