/** What a push costs at the least: a Fastify route with the same body schema that answers 204 and discards. Prints its URL. */
import Fastify from 'fastify';
import { createPushSchema } from '../schemas/push.js';

const app = Fastify({ logger: false, ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });
app.addContentTypeParser('text/plain', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
app.post('/v1/sessions/:sessionId/metrics', { schema: { body: createPushSchema() } }, (_request, reply) => {
    reply.code(204).send();
});
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
