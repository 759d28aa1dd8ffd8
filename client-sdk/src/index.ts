export type { ConnectionState } from '../../schemas/connection-state.js';
