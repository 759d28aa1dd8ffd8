import { known, text } from '../../webrtc-stats/known.js';
import type { Environment } from './environment.js';
import { attempt } from './guard.js';
import type { JitsiConference } from './jitsi.js';
import type { Settings } from './options.js';
import { userIdOf } from './session-identity.js';
import type { SessionFields } from './unsent.js';
import { SDK_VERSION } from './version.js';

/** What the page knows of the participant; it goes before the options. */
export interface PageFacts {
    tenant?: string | undefined;
    displayName?: string | undefined;
    visitor?: boolean | undefined;
    /** The region that the deployment puts the participant in; kept as a tag, unless the options have one of that name. */
    userRegion?: string | undefined;
    /** JitsiMeetJS.version */
    lib?: string | undefined;
}

/** What a session is about. */
export interface SessionSubject {
    conference: JitsiConference;
    environment: Environment;
    settings: Settings;
    facts: () => PageFacts;
}

/** A text of the library; undefined where it answers with nothing, or by throwing. */
const ask = (read: () => unknown): string | undefined => text(attempt(read));

/** Of a breakout room: the name of the conference that it belongs to. */
function mainConferenceOf(conference: JitsiConference): string | undefined {
    const rooms = conference.getBreakoutRooms?.();
    return rooms?.isBreakoutRoom() ? rooms.getMainRoomJid()?.split('@')[0] : undefined;
}

/** A session's metadata as far as known now. What was known stays: a conference forgets its ids when it is left. */
export function sessionFields(
    before: SessionFields | undefined,
    { conference, environment, settings, facts: askPage }: SessionSubject,
    times: { startedAt: number; joinedAt: number | undefined }
): SessionFields {
    const facts = askPage();
    return {
        ...before,
        ...known({
            conferenceName: ask(() => conference.getName()),
            tenant: text(facts.tenant ?? settings.tenant),
            meetingId: ask(() => conference.getMeetingUniqueId?.()),
            userId: before?.userId ?? userIdOf(environment),
            endpointId: ask(() => conference.myUserId()),
            ...times,
            sdk: { version: SDK_VERSION, lib: facts.lib },
            device: environment.device,
            displayName: settings.displayNames ? text(facts.displayName ?? settings.displayName) : undefined,
            mainConference: ask(() => mainConferenceOf(conference)),
            visitor: facts.visitor ?? settings.visitor,
            // last, as the service keeps the first 16
            tags: known({ ...settings.tags, userRegion: settings.tags?.userRegion ?? text(facts.userRegion) })
        })
    } as SessionFields;
}
