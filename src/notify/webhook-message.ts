import { createHash } from 'node:crypto';
import type { Transition } from '../../schemas/live-transition.js';
import type { WebhookPayload } from '../../schemas/webhook.js';
import type { WebhookMessage } from '../store/webhooks.js';

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** What stands for a URL in the store, which may hold a secret. */
export const endpointOf = (url: string): string => digest(url);

/** The `webhook-id`: the same whoever tells the same. Without a full stop, which separates it from what follows in what is signed. */
export const messageIdOf = ({ id }: Pick<Transition, 'id'>): string => `msg_${digest(id)}`;

/** The message's own part of WebhookMessage.id. */
export const messageIdIn = (id: string): string => id.slice(id.indexOf('/') + 1);

/** @param position - see WebhookMessage */
export function webhookMessage(endpoint: string, transition: Transition, position: number): WebhookMessage {
    const { type, at, conference, participant, issue } = transition;
    const payload: WebhookPayload = {
        type,
        timestamp: new Date(at).toISOString(),
        data: { conference, ...participant !== undefined && { participant }, ...issue !== undefined && { issue } }
    };
    return {
        id: `${endpoint}/${messageIdOf(transition)}`,
        endpoint, position,
        conferenceId: conference.conferenceId,
        body: JSON.stringify(payload),
        ...participant !== undefined && {
            person: { sessionId: participant.sessionId, userId: participant.userId, startedAt: participant.startedAt }
        }
    };
}
