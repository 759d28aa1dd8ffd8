import { createAnalyticsHandler } from './analytics-handler.js';
import { collect, collectCallQuality, pageRegistry } from './collect-call-quality.js';
import type { Collector } from './collector.js';
import { browserPage, scriptFolder } from './environment.js';
import { guard } from './guard.js';
import { followJitsiMeet, isCollectionAllowed, jitsiMeetFacts, type JitsiPage } from './jitsi-meet-page.js';
import type { CollectorOptions } from './options.js';

/** The service puts a JSON object here; as a plain file the name means nothing and the defaults hold. */
declare const __CONFMETER_OPTIONS__: CollectorOptions;

/** Events of the time before the conference (a camera that cannot be had) wait for it. */
const MAX_EARLY_EVENTS = 20;

interface Confmeter {
    collectCallQuality: typeof collectCallQuality;
    AnalyticsHandler: new () => object;
}

/** What `window.confmeter` is; made once per page. */
function createConfmeter(page: JitsiPage, scriptOptions: CollectorOptions): Confmeter {
    let collector: Collector | undefined;
    const early: Parameters<Collector['addEvent']>[] = [];

    const AnalyticsHandler = createAnalyticsHandler((...event) => {
        if (collector) collector.addEvent(...event);
        else if (early.length < MAX_EARLY_EVENTS) early.push(event);
    });

    const registry = pageRegistry();
    if (registry) {
        followJitsiMeet(page, registry.environment, (conference) => {
            void collector?.stop();
            collector = undefined;
            if (!isCollectionAllowed(page)) return;
            collector = collect(conference, scriptOptions, () => jitsiMeetFacts(page));
            early.splice(0).forEach((event) => { collector?.addEvent(...event); });
        });
    }
    return {
        collectCallQuality: (conference, options) => collectCallQuality(conference, { ...scriptOptions, ...options }),
        AnalyticsHandler
    };
}

guard(() => {
    const page = browserPage() as JitsiPage & { confmeter?: Confmeter } | undefined;
    if (!page) return;
    let scriptOptions: CollectorOptions = {};
    try {
        scriptOptions = __CONFMETER_OPTIONS__;
    } catch {
        // not configured by a service
    }
    const endpoint = scriptFolder();
    page.confmeter ??= createConfmeter(page, endpoint ? { endpoint, ...scriptOptions } : scriptOptions);
    // once for each time that Jitsi Meet loads its handlers
    const handlers = page.JitsiMeetJS?.app?.analyticsHandlers;
    if (handlers && !handlers.includes(page.confmeter.AnalyticsHandler)) handlers.push(page.confmeter.AnalyticsHandler);
})();
