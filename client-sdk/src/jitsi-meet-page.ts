import type { Environment } from './environment.js';
import { attempt, guard } from './guard.js';
import type { JitsiConference } from './jitsi.js';
import type { PageFacts } from './session-fields.js';

/** The globals of a page that runs Jitsi Meet, as far as they are read. All of it may be absent, for a while or for good. */
export interface JitsiPage {
    location: { pathname: string };
    config?: JitsiMeetConfig;
    JitsiMeetJS?: { version?: string; app?: { analyticsHandlers?: unknown[] } };
    APP?: {
        store?: { getState(): JitsiMeetState; subscribe(listener: () => void): unknown };
        conference?: { _room?: JitsiConference };
    };
}

/** config.js, as changed by the URL */
export interface JitsiMeetConfig {
    disableThirdPartyRequests?: boolean;
    analytics?: { disabled?: boolean };
    /** `userRegion`: set by the deployment for each participant, from where they are. */
    deploymentInfo?: { userRegion?: string };
    /** Jibri and Jigasi set these in the URL. */
    iAmRecorder?: boolean;
    iAmSipGateway?: boolean;
}

/** Parts of Jitsi Meet's Redux state: react/features/base/conference/reducer.ts and the like */
export interface JitsiMeetState {
    'features/base/conference'?: { conference?: JitsiConference; joining?: JitsiConference };
    'features/base/config'?: JitsiMeetConfig;
    'features/base/participants'?: { local?: { name?: string } };
    'features/visitors'?: { iAmVisitor?: boolean };
}

const FIRST_LOOK_MS = 250;
const SLOWEST_LOOK_MS = 4000;

const stateOf = (page: JitsiPage): JitsiMeetState | undefined => attempt(() => page.APP?.store?.getState());

/** Jitsi Meet has no public way to its conference: the one in its store, from the moment it begins to join; in versions without it, `_room`. */
function conferenceOf(page: JitsiPage): JitsiConference | undefined {
    const slice = stateOf(page)?.['features/base/conference'];
    if (!slice) return page.APP?.conference?._room;
    return slice.conference ?? slice.joining;
}

/** The configuration as it is served, and as Jitsi Meet has it in use; either may not be there yet. */
const configsOf = (page: JitsiPage) => [stateOf(page)?.['features/base/config'], page.config].filter((config) => !!config);

/** Whether this deployment, or this participant being a machine, rules out that anything is sent. */
export function isCollectionAllowed(page: JitsiPage): boolean {
    return !configsOf(page).some((config) =>
        config.disableThirdPartyRequests || config.analytics?.disabled || config.iAmRecorder || config.iAmSipGateway);
}

/** https://host/tenant/room; without a tenant the room is all there is. */
const tenantOf = ({ location }: JitsiPage): string | undefined => /^\/(.+)\/[^/]+\/?$/.exec(location.pathname)?.[1];

export function jitsiMeetFacts(page: JitsiPage): PageFacts {
    const state = stateOf(page);
    return {
        tenant: tenantOf(page),
        displayName: state?.['features/base/participants']?.local?.name,
        visitor: state?.['features/visitors']?.iAmVisitor,
        userRegion: configsOf(page).find(({ deploymentInfo }) => deploymentInfo?.userRegion)?.deploymentInfo?.userRegion,
        lib: page.JitsiMeetJS?.version
    };
}

/**
 * Calls back with each conference that the page joins, from the moment it begins to. Until Jitsi Meet's store exists this looks for it now
 * and then; afterwards the store tells of changes.
 */
export function followJitsiMeet(page: JitsiPage, environment: Environment, onConference: (conference: JitsiConference) => void): void {
    let current: JitsiConference | undefined;
    let wait = FIRST_LOOK_MS;
    const look = guard(() => {
        const found = conferenceOf(page);
        if (!found || found === current) return;
        current = found;
        onConference(found);
    });
    const lookAgain = () => {
        look();
        const store = page.APP?.store;
        if (store) store.subscribe(look);
        else {
            environment.setTimer(lookAgain, wait);
            wait = Math.min(SLOWEST_LOOK_MS, wait * 2);
        }
    };
    lookAgain();
}
