import { ROOT } from './root.js';

const YEAR = 365 * 24 * 3600;

/** Keeps how this browser likes the dashboard, in a cookie, so that the service can send the shell that way from the first byte. */
export function keepChoice(name: 'language' | 'theme', value: string): void {
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `confmeter-${name}=${value}; Path=${ROOT.pathname}; Max-Age=${String(YEAR)}; SameSite=Lax${secure}`;
}
