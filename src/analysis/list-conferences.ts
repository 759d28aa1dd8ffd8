import type { ConferenceReply } from '../../schemas/conference.js';
import type { Language } from '../../schemas/language.js';
import { placeOf } from '../store/conference-order.js';
import type { ConferenceDocument, ConferenceFilter, ConferenceMember, ConferenceReads } from '../store/conferences.js';
import type { Thresholds } from '../thresholds.js';
import { endOf, type Conference } from './assemble-conferences.js';
import { viewConference } from './conference-view.js';
import type { ConferenceCursor } from './cursor.js';
import { sessionEnd, type LivenessRule } from './session-end.js';

export interface ConferenceListFilter extends Omit<ConferenceFilter, 'now' | 'walk'> {
    /** That of the page before, epoch ms; absent on the first one. */
    asOf?: number;
    /** Of the explanations. */
    language?: Language;
}

/** `after`: where the next page begins; null when there is none. */
export interface ConferenceListPage { items: ConferenceReply[]; after: ConferenceCursor | null }

export interface ListParts {
    conferences: ConferenceReads;
    rule: LivenessRule;
    /** CONFERENCE_MAX: a page ends early when its conferences have more sessions. */
    maxSessions: number;
    /** Conferences gone through for one page. */
    maxWalk: number;
    thresholds: Thresholds;
}

/**
 * Sorted by how analysis has put them together, the newest first if nothing else is asked for. What is told of each is taken from its sessions as
 * they are at this moment, so that an answer agrees with itself; a session that has ended or come since is a matter of seconds.
 */
export async function listConferences({ language, ...filter }: ConferenceListFilter, parts: ListParts): Promise<ConferenceListPage> {
    const { conferences, rule, maxSessions, maxWalk, thresholds } = parts;
    const { asOf = rule.now, ...asked } = filter;
    const { sort = 'startedAt', order = 'desc' } = filter;
    const found = await conferences.list({ ...asked, now: asOf, walk: maxWalk });
    const page = cutPage(found.items, maxSessions);
    const last = page.at(-1);
    const isCut = page.length < found.items.length && last !== undefined;

    const members = new Map<string, ConferenceMember[]>();
    for (const member of await conferences.listMembers(page.map(({ conferenceId }) => conferenceId), maxSessions)) {
        const others = members.get(member.conferenceId);
        if (others === undefined) members.set(member.conferenceId, [member]);
        else others.push(member);
    }
    const items = page.flatMap((document) => {
        const conference = conferenceOf(document, members.get(document.conferenceId) ?? [], rule);
        return conference !== undefined && passes(conference, filter, rule) ? [viewConference(conference, thresholds, language)] : [];
    });
    const after = isCut ? placeOf(last, sort, asOf) : found.after;
    return { items, after: after === null ? null : { ...after, sort, order, asOf } };
}

/** As many as have no more than so many sessions together, but at least one. */
function cutPage(documents: readonly ConferenceDocument[], maxSessions: number): ConferenceDocument[] {
    let sessions = 0;
    return documents.filter((document, index) => (sessions += document.sessions) <= maxSessions || index === 0);
}

/** A conference as its sessions are now; undefined if none of them is left. */
function conferenceOf(document: ConferenceDocument, members: readonly ConferenceMember[], rule: LivenessRule): Conference | undefined {
    const [first, ...others] = members.map(({ session }) => ({ session, ...sessionEnd(session, rule) }));
    if (first === undefined) return undefined;
    const { conferenceId, sessions } = document;
    const stays: Conference['stays'] = [first, ...others];
    // of one with more sessions than are shown only those who put it together know the end
    if (sessions > stays.length) return { conferenceId, startedAt: document.startedAt, endedAt: document.endedAt, stays };
    return { conferenceId, startedAt: first.session.startedAt, endedAt: endOf(stays), stays };
}

/** One that analysis still takes for going on may have fallen silent a moment ago. */
function passes({ startedAt, endedAt }: Conference, { from = -Infinity, minDuration = 0 }: ConferenceListFilter, { now }: LivenessRule): boolean {
    return endedAt === null ? now - startedAt >= minDuration : endedAt >= from && endedAt - startedAt >= minDuration;
}
