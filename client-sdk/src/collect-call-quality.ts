import { createCollector, type Collector } from './collector.js';
import { browserPage, createBrowserEnvironment, type Environment } from './environment.js';
import { attempt, ignore } from './guard.js';
import type { JitsiConference } from './jitsi.js';
import { settingsOf, type CollectorOptions } from './options.js';
import type { PageFacts } from './session-fields.js';
import { createSessionOutbox } from './session-outbox.js';
import { adoptUnsent } from './unsent.js';

/** Shared by all copies of this module in a page: a conference is measured once, however often it is asked for. */
interface PageRegistry {
    environment: Environment;
    collectors: WeakMap<JitsiConference, Collector>;
    deliversLeftovers?: boolean;
}

const REGISTRY = Symbol.for('confmeter');

/** The one registry of the page; undefined where there is no DOM. */
export function pageRegistry(): PageRegistry | undefined {
    const page = browserPage() as { [REGISTRY]?: PageRegistry } | undefined;
    return page && (page[REGISTRY] ??= { environment: createBrowserEnvironment(), collectors: new WeakMap() });
}

/** Delivers what earlier pages could not, once per page. */
function deliverLeftovers(registry: PageRegistry, options: CollectorOptions): void {
    const settings = settingsOf(options);
    if (registry.deliversLeftovers || !settings) return;
    registry.deliversLeftovers = true;
    adoptUnsent(registry.environment, async (unsent) => {
        // no keepalive: should this page go too, the next one finds the same again
        await createSessionOutbox({ ...registry.environment, keepalive: false }, settings, Promise.resolve(unsent.identity), {}, unsent).settled();
    });
}

/** The collector of a conference, made if there is none yet. Undefined where nothing can be measured. */
export function collect(conference: JitsiConference, options: CollectorOptions, facts: () => PageFacts): Collector | undefined {
    return attempt(() => {
        const registry = pageRegistry();
        if (!registry) return undefined;
        const { environment, collectors } = registry;
        let collector = collectors.get(conference);
        if (!collector) {
            deliverLeftovers(registry, options);
            collector = createCollector({ conference, environment, options, facts });
            collectors.set(conference, collector);
        }
        return collector;
    });
}

/**
 * Measures a call: to be called before or after `conference.join()`, once per conference. Throws nothing, whatever it is given, and does nothing
 * where there is no DOM. Sends to `options.endpoint`; see CollectorOptions for the rest.
 *
 * @returns stop: ends the session as "left" if it has not ended, and removes the listeners. Its promise resolves when everything was delivered.
 */
export function collectCallQuality(conference: JitsiConference, options: CollectorOptions): () => Promise<void> {
    const collector = collect(conference, options, () => ({ lib: browserPage()?.JitsiMeetJS?.version }));
    return async () => { await collector?.stop().catch(ignore); };
}
