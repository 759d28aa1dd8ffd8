import { Type, type TNumber, type TSchema } from '@sinclair/typebox';

/** The units of a state (connection-state.ts, media-state.ts), with the range in which a value is believed. */
export const kbps = (what: string) => Type.Number({ minimum: 0, maximum: 1e8, description: `${what}, kbit/s` });
export const percent = (what: string) => Type.Number({ minimum: 0, maximum: 100, description: `${what}, %, one decimal` });
export const milliseconds = (what: string) => Type.Number({ minimum: 0, maximum: 3.6e6, description: `${what}, ms` });
export const fps = (what: string) => Type.Number({ minimum: 0, maximum: 1000, description: `${what}, frames per second` });
export const pixels = (what: string) => Type.Number({ minimum: 0, maximum: 32768, description: `${what}, px` });
export const perSecond = (what: string) => Type.Number({ minimum: 0, maximum: 1e5, description: `${what}, per second, one decimal` });
export const count = (what: string) => Type.Integer({ minimum: 0, maximum: 1e6, description: what });
export const port = (what: string) => Type.Integer({ minimum: 0, maximum: 65535, description: what });

const strict = { additionalProperties: false } as const;

/** A part of a state. Each member may be absent: the browser, or lib-jitsi-meet, did not say. */
export const part = <P extends Record<string, TSchema>>(properties: P, description: string) =>
    Type.Partial(Type.Object(properties), { ...strict, description });

/** A lowest and a mean value over several streams. */
export const spread = (of: (what: string) => TNumber, what: string) => part({ min: of(`lowest ${what}`), mean: of(`mean ${what}`) }, what);
