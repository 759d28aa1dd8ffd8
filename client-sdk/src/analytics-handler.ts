import type { CallEventData, CallEventType } from '../../schemas/event.js';
import { known, text } from '../../webrtc-stats/known.js';
import { attempt } from './guard.js';
import type { AnalyticsEvent } from './jitsi.js';

type AddEvent = (type: CallEventType, data?: CallEventData) => void;

/** What was asked for; the devices themselves are told only where there is none (JitsiMeetJS.ts, createLocalTracks). */
const requested = (attributes: Record<string, unknown>) => [['audio', 'audio'], ['video', 'video'], ['screen_sharing', 'desktop']]
    .filter(([name]) => attributes[`${name as string}_requested`]).map(([, kind]) => kind).join('.');

/** What Jitsi Meet's analytics alone tell: ratings, devices that were chosen, media that could not be had, recordings made in the page. */
function translate({ action, actionSubject, source, attributes = {} }: AnalyticsEvent, addEvent: AddEvent): void {
    // service/statistics/AnalyticsEvents.ts, FEEDBACK
    if (action === 'feedback') addEvent(action, { rating: Number(attributes.rating) });
    // jitsi-meet, react/features/analytics/AnalyticsEvents.ts, createDeviceChangedEvent
    else if (action === 'device.changed') addEvent('deviceChanged', { kind: `${attributes.media_type as string}${attributes.device_type as string}` });
    // service/statistics/AnalyticsEvents.ts, createGetUserMediaEvent
    else if (source === 'get.user.media' && action === 'error')
        addEvent('mediaError', known({ name: text(attributes.reason), message: text(attributes.devices) ?? text(requested(attributes)) }));
    // jitsi-meet, react/features/recording/middleware.ts, START_LOCAL_RECORDING; of its end nothing is told
    else if (action === 'started' && actionSubject?.startsWith('recording.local')) addEvent('recording', { on: true, mode: 'local' });
}

/**
 * The class that goes onto JitsiMeetJS.app.analyticsHandlers, from where Jitsi Meet makes its instance.
 * https://github.com/jitsi/jitsi-meet/blob/master/react/features/analytics/functions.ts
 */
export const createAnalyticsHandler = (addEvent: AddEvent): new () => object => class {
    sendEvent(event: AnalyticsEvent) {
        attempt(() => { translate(event, addEvent); });
    }

    /** Every handler must have it. What it tells (tenant, isVisitor) is known from the page already. */
    setUserProperties() {
        // nothing new
    }
};
