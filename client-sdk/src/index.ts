export { collectCallQuality } from './collect-call-quality.js';
export { createCollector, type Collector, type CollectorParts } from './collector.js';
export type { Environment, HttpAnswer, Locks, PageEvent, TextStorage, Undo, WebCrypto } from './environment.js';
export type { JitsiConference, JitsiTrack, Listenable, LocalStats } from './jitsi.js';
export type { CollectorOptions } from './options.js';
export type { PageFacts } from './session-fields.js';
