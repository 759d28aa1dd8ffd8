import { Ajv } from 'ajv';
import fp from 'fastify-plugin';
import { BODY_VALIDATION } from '../ingest/find-faults.js';

/**
 * Bodies are judged as they are (no coercion: it would make 0 of null). Query strings and parameters are texts, so there a number's text
 * becomes the number.
 */
export const validationPlugin = fp(async (app) => {
    const bodies = new Ajv(BODY_VALIDATION);
    const texts = new Ajv({ coerceTypes: true, removeAdditional: false, useDefaults: true, allowUnionTypes: true });
    app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? bodies : texts).compile(schema as object));
}, { name: 'validation' });
