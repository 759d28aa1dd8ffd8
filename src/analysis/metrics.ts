import type { TObject, TSchema } from '@sinclair/typebox';
import { ConnectionStateSchema, type ConnectionState } from '../../schemas/connection-state.js';

/** A leaf of a state, by its path: `inbound.audio.packetLoss`. docs/metrics.md has them all. */
export interface Metric {
    name: string;
    /** Numbers are averaged; of the others the last one counts. */
    isNumber: boolean;
    valueIn(state: ConnectionState): number | string | boolean | undefined;
}

/** By name, in the order of the schema. */
export const METRICS: ReadonlyMap<string, Metric> = new Map(leavesOf(ConnectionStateSchema, []).map((metric) => [metric.name, metric]));

function leavesOf(schema: TSchema, path: readonly string[]): Metric[] {
    if (schema.type === 'object')
        return Object.entries((schema as TObject).properties).flatMap(([member, inner]) => leavesOf(inner, [...path, member]));
    return [{
        name: path.join('.'),
        isNumber: schema.type === 'number' || schema.type === 'integer',
        valueIn(state) {
            let value: unknown = state;
            for (const member of path) value = (value as Record<string, unknown> | undefined)?.[member];
            return value as ReturnType<Metric['valueIn']>;
        }
    }];
}
