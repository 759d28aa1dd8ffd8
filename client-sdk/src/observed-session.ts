import type { EndReason } from '../../schemas/push.js';
import type { Environment, Undo } from './environment.js';
import { ignore } from './guard.js';
import type { LocalStats } from './jitsi.js';
import type { Settings } from './options.js';
import { createPushBuilder } from './push-builder.js';
import { sampleLocalStats } from './sample.js';
import { createSessionIdentity } from './session-identity.js';
import { createSessionOutbox } from './session-outbox.js';
import { claimUnsent, type SessionFields } from './unsent.js';

export interface ObservedSession {
    /** Others' stats come every few seconds, or not: when they come, what is due is pushed, so that nothing coming is silence. */
    addStats(stats: LocalStats): void;
    /** All goes out at once: the page may be gone the next moment. */
    flush(end?: EndReason): void;
    /** The last push goes out. */
    end(reason: EndReason): void;
    delivered(): Promise<void>;
}

/** A session of a participant whose page does not measure, told of from outside. */
export function observeSession(environment: Environment, settings: Settings, fields: SessionFields, onRejected: () => void): ObservedSession {
    let { pushInterval } = settings;
    let pushedAt = environment.now();
    let isFresh = false;
    let release: Undo | undefined;
    const builder = createPushBuilder(settings, push);
    const identity = createSessionIdentity(environment);
    const outbox = createSessionOutbox(environment, settings, identity, {
        onPushInterval(ms) { pushInterval = ms; },
        onLoss: builder.requireKeyframe,
        onRejected
    });
    identity.then((known) => { release = claimUnsent(environment, known); }).catch(ignore);
    outbox.setPost(fields);

    function push(end?: EndReason) {
        outbox.add(builder.seal(end));
        pushedAt = environment.now();
        isFresh = false;
    }

    return {
        addStats(stats) {
            const now = environment.now();
            isFresh = true;
            builder.addState(now, sampleLocalStats(stats, { endpointId: undefined, p2p: false }).state);
            if (now - pushedAt >= pushInterval) push();
        },
        flush(end) {
            if (isFresh || end) push(end);
            outbox.flush();
        },
        end(reason) {
            push(reason);
            void outbox.settled().then(() => release?.());
        },
        delivered: outbox.settled
    };
}
