import { openTestMongodb } from '../test/support/mongodb.js';
import { wordOption } from './options.js';

/** `store=mongodb` on the command line: the MongoDB that the tests use; else the embedded store. */
export async function openBenchStore(): Promise<{ name: string; settings: Record<string, string>; close: () => Promise<void> }> {
    if (wordOption('store', 'embedded') !== 'mongodb') return { name: 'embedded store', settings: {}, close: () => Promise.resolve() };
    const mongodb = await openTestMongodb();
    return { name: 'MongoDB', settings: { MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase() }, close: mongodb.close };
}
