/** What the script for calls (client-sdk) keeps in a page for others, as far as it is read here. */
interface PageRegistry { environment?: { sessionIds?: ReadonlyMap<string, string> } }

const REGISTRY = Symbol.for('confmeter');

/** The id of this page's stay in a conference: who is counted there is not counted again as one of the audience. */
export const sessionIdIn = (conferenceName: string): string | undefined =>
    (window as { [REGISTRY]?: PageRegistry })[REGISTRY]?.environment?.sessionIds?.get(conferenceName);
