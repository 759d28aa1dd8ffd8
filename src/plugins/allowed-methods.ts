import type { FastifyInstance } from 'fastify';

/** Notes every route, to tell an address that takes other methods (405) from one that does not exist (404). */
export function createAllowedMethods(app: FastifyInstance): (path: string) => string[] {
    const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();
    app.addHook('onRoute', ({ url, method }) => {
        if (url === '*') return;
        const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
        for (const name of [method].flat()) route.methods.add(name);
        routes.set(url, route);
    });
    return (path) => [...new Set([...routes.values()].filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods]))];
}

/** A route's URL, with its :parameters and *, as an expression. */
const patternOf = (url: string): RegExp =>
    new RegExp(`^${url.split(/(:\w+|\*)/).map((part) => part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : escaped(part)).join('')}$`);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
