import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** GET /: says what runs here to whoever opens the address in a browser. */
export async function indexPageRoutes(app: FastifyInstance): Promise<void> {
    app.get('/', { schema: { response: { 200: Type.String({ description: 'text/html' }) } } }, getIndexPage);
}

function getIndexPage(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return reply
        .headers({ 'content-security-policy': 'default-src \'none\'; style-src \'unsafe-inline\'; frame-ancestors \'none\'' })
        .type('text/html; charset=utf-8')
        .send(PAGE);
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>confmeter</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 42em; margin: 3em auto; padding: 0 1em }</style>
<h1>confmeter</h1>
<p>This service keeps the call quality of a Jitsi Meet deployment. It runs.</p>
<ul>
<li><code>client.js</code> is the script that Jitsi's pages load.</li>
<li><code>v1/conferences</code> and <code>v1/sessions</code> tell what is stored, to those who have the token
(<code>Authorization: Bearer …</code>; the service keeps it in <code>DATA_DIR/dashboard-token</code>).</li>
<li><code>healthz</code> and <code>readyz</code> say whether all is well.</li>
</ul>
<p>The documentation comes with the program: <code>README.md</code>, <code>docs/api.md</code>, <code>docs/configuration.md</code>.</p>
</html>
`;
