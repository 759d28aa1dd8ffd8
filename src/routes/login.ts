import { Type, type Static } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { RequestError } from '../errors.js';
import { nextLocation } from '../login/next-path.js';
import { mayChangeLogin } from '../login/sender.js';
import { escapeHtml, sendPage } from './html-page.js';
import { languageOf, PAGE_WORDS } from './page-words.js';

const FORM = 'application/x-www-form-urlencoded';
/** A token and a path. */
const BODY_LIMIT = 8192;

const CredentialsSchema = Type.Object({
    token: Type.String({ maxLength: 1024 }),
    /** Where to go then; anything but a path of ours is as good as none. */
    next: Type.Optional(Type.String())
});
type Credentials = Static<typeof CredentialsSchema>;
interface LoginQuery { next?: unknown }

/**
 * GET /login, POST /login, POST /logout: exchanges the DASHBOARD_TOKEN for a cookie, since people and EventSource cannot send a bearer.
 * A form is answered with pages and redirects, JSON with JSON.
 */
export async function loginRoutes(app: FastifyInstance): Promise<void> {
    app.addContentTypeParser<string>(FORM, { parseAs: 'string' }, (_request, body, done) => {
        done(null, Object.fromEntries(new URLSearchParams(body)));
    });
    const errors = { '4xx': ErrorReplySchema, '5xx': ErrorReplySchema };
    const page = Type.String({ description: 'text/html' });
    app.get('/login', { schema: { response: { 200: page, 303: Type.Null() } } }, getLogin);
    app.post<{ Body: Credentials }>('/login', {
        onRequest: refuseForeign, bodyLimit: BODY_LIMIT,
        schema: { body: CredentialsSchema, response: { 204: Type.Null(), 303: Type.Null(), ...errors } }
    }, postLogin);
    app.post('/logout', {
        onRequest: refuseForeign, bodyLimit: BODY_LIMIT, schema: { response: { 204: Type.Null(), 303: Type.Null(), ...errors } }
    }, postLogout);
}

function refuseForeign(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
    if (mayChangeLogin(request)) return done();
    done(new RequestError('origin_not_allowed', { message: 'Only pages of this service itself may log in and out.' }));
}

function getLogin(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { next } = request.query as LoginQuery;
    const path = typeof next === 'string' ? next : undefined;
    if (request.server.login.isLoggedIn(request)) return reply.redirect(nextLocation(path), 303);
    return sendForm(request, reply, path);
}

async function postLogin(request: FastifyRequest<{ Body: Credentials }>, reply: FastifyReply): Promise<FastifyReply> {
    const { token, next } = request.body;
    const { login } = request.server;
    let fault: 'wrong' | 'tooMany' | undefined;
    try {
        if (!await login.isToken(request, token)) fault = 'wrong';
    } catch (error) {
        if (!isForm(request) || !(error instanceof RequestError)) throw error;
        void reply.header('retry-after', String(error.detail.retryAfterSeconds));
        fault = 'tooMany';
    }
    if (fault === undefined) {
        void reply.header('set-cookie', login.cookie.write(request.protocol === 'https'));
        return isForm(request) ? reply.redirect(nextLocation(next), 303) : reply.code(204).send();
    }
    if (!isForm(request)) throw new RequestError('unauthorized', { message: 'This is not the DASHBOARD_TOKEN.' });
    return sendForm(request, reply.code(fault === 'wrong' ? 401 : 429), next, fault);
}

function postLogout(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    void reply.header('set-cookie', request.server.login.cookie.remove(request.protocol === 'https'));
    return isForm(request) ? reply.redirect('./', 303) : reply.code(204).send();
}

const isForm = ({ headers }: FastifyRequest): boolean => headers['content-type']?.startsWith(FORM) === true;

/** Works without a script. The field has a password's manners: hidden, kept by who keeps passwords. */
function sendForm(request: FastifyRequest, reply: FastifyReply, next = '', fault?: 'wrong' | 'tooMany'): FastifyReply {
    const language = languageOf(request);
    const words = PAGE_WORDS[language];
    const alert = fault === undefined ? '' : `<p role="alert" id="fault">${words[fault]}</p>\n`;
    return sendPage(reply, language, { title: `${words.logIn} · confmeter`, body: `<p>${words.about}</p>
${alert}<form method="post" action="login">
<label for="token">${words.token}</label>
<input id="token" name="token" type="password" required autofocus autocomplete="current-password" autocapitalize="off" spellcheck="false"
${fault === undefined ? '' : 'aria-invalid="true" '}aria-describedby="${fault === undefined ? '' : 'fault '}where">
<input type="hidden" name="next" value="${escapeHtml(next)}">
<button>${words.logIn}</button>
</form>
<p id="where">${words.whereToken}</p>` });
}
