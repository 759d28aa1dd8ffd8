import type { TSchema } from '@sinclair/typebox';
import { Ajv, type ErrorObject } from 'ajv';
import { STORABLE } from '../../schemas/identifiers.js';
import { RequestError } from '../errors.js';

/** The options of every validator of a body: what was sent is judged as it is, never changed into what would fit. */
export const BODY_VALIDATION = { coerceTypes: false, removeAdditional: false, useDefaults: false, allowUnionTypes: true } as const;

/** One thing in a body that is not as its schema says. */
export interface Fault {
    /** Member names and indices from the body's root to it. */
    segments: readonly string[];
    /** The same as a JSON Pointer (RFC 6901). */
    path: string;
    reason: string;
}

/** Compiles a schema into a function that tells every fault of a body that has no unknown members any more (strip-unknown.ts). */
export function createFaultFinder(schema: TSchema): (body: unknown) => Fault[] {
    const validate = new Ajv({ ...BODY_VALIDATION, allErrors: true }).compile(schema);
    return (body) => validate(body) ? [] : (validate.errors ?? []).map(faultOf);
}

/** Reads one of a validator's errors. */
export function faultOf({ instancePath, keyword, params, message }: Pick<ErrorObject, 'instancePath' | 'keyword' | 'params' | 'message'>): Fault {
    // names that the schema knows need no unescaping
    const segments = instancePath.split('/').slice(1);
    if (keyword !== 'required') return { segments, path: instancePath, reason: reasonOf(keyword, params, message) };
    const member = String(params.missingProperty);
    return { segments: [...segments, member], path: `${instancePath}/${member}`, reason: 'is missing' };
}

function reasonOf(keyword: string, params: Record<string, unknown>, message: string | undefined): string {
    if (keyword === 'enum') return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
    if (keyword === 'pattern' && params.pattern === STORABLE) return 'must have no NUL and no half of a surrogate pair';
    return message ?? 'is wrong';
}

/** The answer for a fault that nothing can be done about. */
export const refuse = ({ path, reason }: Pick<Fault, 'path' | 'reason'>): RequestError =>
    new RequestError('bad_request', { path, message: `${path === '' ? 'The body' : path} ${reason}.` });
