import { createCollector } from '../../client-sdk/src/collector.js';
import type { CollectorOptions } from '../../client-sdk/src/options.js';
import type { PageFacts } from '../../client-sdk/src/session-fields.js';
import type { CallEvent } from '../../schemas/event.js';
import type { Push } from '../../schemas/push.js';
import { Conference } from '../support/fake-jitsi.js';
import { createFakeEnvironment, type FakePage } from './fake-environment.js';

/** A page with a collector at a conference. */
export function openCollector(
    options: Partial<CollectorOptions> = {}, { conference = new Conference(), facts = {} as PageFacts, fake = createFakeEnvironment() } = {}
) {
    const { page, environment } = fake;
    const collector = createCollector({ conference, environment, options: { endpoint: page.endpoint, ...options }, facts: () => facts });
    return { page, environment, conference, collector };
}

export const stats = (connectionQuality: number) => ({ connectionQuality });
export const pushesOf = ({ pushes }: FakePage) => pushes() as unknown as Required<Push>[];
export const eventsOf = (page: FakePage): CallEvent[] => pushesOf(page).flatMap(({ events }) => events);
