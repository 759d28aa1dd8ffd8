import type { TimelineSession } from '../../../../schemas/timeline.js';

type Named = Pick<TimelineSession, 'sessionId' | 'userId' | 'endpointId' | 'displayName' | 'client'>;

/** How the sentences of an explanation call a participant; Sora's user ids are names that somebody gave. */
export const nameOf = ({ displayName, client, userId, endpointId, sessionId }: Named): string =>
    displayName ?? (client === 'sora' ? userId : null) ?? endpointId ?? sessionId.slice(0, 8);

const COLOURS = 8;

/** The colour of a participant's name and lines, the same in lanes and charts. */
export const colourOf = (place: number): string => `var(--series-${String(place % COLOURS + 1)})`;
