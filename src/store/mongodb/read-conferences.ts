import type { Filter } from 'mongodb';
import type { ConferencePosition, ConferenceReads } from '../conferences.js';
import type { Collections, ConferenceFields } from './collections.js';
import { conferenceOfFields } from './conference-documents.js';
import { listConferences } from './list-conferences.js';
import { sessionOfDocument } from './session-documents.js';

const NEWEST_FIRST = { startedAt: -1, _id: -1 } as const;
type Condition = Filter<ConferenceFields>;

export const createConferenceReads = (collections: () => Promise<Collections>): ConferenceReads => ({
    async find(conferenceId) {
        const { conferences } = await collections();
        const fields = await conferences.findOne({ _id: conferenceId });
        return fields === null ? null : conferenceOfFields(fields);
    },

    async list(filter) {
        return listConferences(await collections(), filter);
    },

    async listBegun(from, to, after, limit) {
        const { conferences } = await collections();
        const within: Condition = { startedAt: { $gte: from, $lt: to } };
        const found = await conferences.find(after === null ? within : { $and: [within, isAfter(after)] }).sort(NEWEST_FIRST).limit(limit).toArray();
        return found.map(conferenceOfFields);
    },

    async listMembers(conferenceIds, limit) {
        const { sessions } = await collections();
        const projection = { 'analysis.histograms': 0, 'analysis.timeline': 0 };
        const found = await sessions.find({ conferenceId: { $in: [...conferenceIds] } }, { projection })
            .sort({ startedAt: 1, _id: 1 }).limit(limit).toArray();
        return found.map(({ analysis, ...fields }) => ({
            conferenceId: fields.conferenceId ?? '',
            session: sessionOfDocument({ ...fields, ...analysis !== undefined && { analysis: { ...analysis, histograms: {} } } })
        }));
    },

    async listMemberIds(conferenceIds, limit) {
        const { sessions } = await collections();
        const found = await sessions.find({ conferenceId: { $in: [...conferenceIds] } }).limit(limit).project<{ _id: string }>({ _id: 1 }).toArray();
        return found.map(({ _id }) => _id);
    },

    async conferenceIdsOf(sessionIds) {
        const { sessions } = await collections();
        const found = await sessions.find({ _id: { $in: [...sessionIds] }, conferenceId: { $exists: true } })
            .project<{ _id: string; conferenceId: string }>({ conferenceId: 1 }).toArray();
        return new Map(found.map(({ _id, conferenceId }) => [_id, conferenceId]));
    }
});

const isAfter = ({ startedAt, conferenceId }: ConferencePosition): Condition => ({
    $or: [{ startedAt: { $lt: startedAt } }, { startedAt, _id: { $lt: conferenceId } }]
});
