import type { Environment } from './environment.js';
import type { Transport } from './transport.js';

/**
 * Sends by navigator.sendBeacon, for browsers whose fetch has no keepalive (Firefox before 133). A beacon tells nothing of the answer, so
 * what it took counts as sent and not as accepted: if the page lives on, or is opened again, the same goes out once more.
 */
export const createBeaconTransport = (environment: Environment, endpoint: string): Transport => (path, body) => {
    environment.sendBeacon(endpoint + path, body);
    return Promise.resolve({ outcome: 'retryable' });
};
