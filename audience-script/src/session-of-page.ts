/** What the script for calls (client-sdk) keeps in a page for others, as far as it is read here. */
interface PageRegistry { environment?: { sessionIds?: ReadonlyMap<string, string> } }

const REGISTRY = Symbol.for('confmeter');

/** The id of this page's stay in the conference of a namespace: who is counted there is not counted again as one of the audience. */
export const sessionIdIn = (namespace: string): string | undefined =>
    (window as { [REGISTRY]?: PageRegistry })[REGISTRY]?.environment?.sessionIds?.get(namespace);
