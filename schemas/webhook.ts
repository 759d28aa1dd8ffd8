import { Type, type Static } from '@sinclair/typebox';
import {
    LiveConferenceHeadSchema, TRANSITION_TYPES, TransitionIssueSchema, TransitionParticipantSchema, type TransitionType
} from './live-transition.js';

/** The body of a webhook, in the form that Standard Webhooks recommends (https://www.standardwebhooks.com). */
export const WebhookPayloadSchema = Type.Object({
    type: Type.Unsafe<TransitionType>(Type.String({ enum: [...TRANSITION_TYPES] })),
    timestamp: Type.String({ description: 'when it happened, ISO 8601 in UTC' }),
    data: Type.Object({
        conference: LiveConferenceHeadSchema,
        participant: Type.Optional(TransitionParticipantSchema),
        issue: Type.Optional(TransitionIssueSchema)
    }, { description: 'times in it are epoch ms, as everywhere else' })
});

export type WebhookPayload = Static<typeof WebhookPayloadSchema>;
