import { render } from 'preact';
import { App } from './app.js';
import { findPage } from './pages.js';
import { followLinks } from './router.js';
import { loadWords } from './words.js';

const place = document.getElementById('app');
if (place === null) throw new Error('The shell has no #app.');
// the link of a first start, followed by who is logged in already: the token is not to stay in the address
if (location.hash.startsWith('#token=')) history.replaceState(null, '', `${location.pathname}${location.search}`);
// somebody may have logged out since the browser put this page aside
addEventListener('pageshow', ({ persisted }) => { if (persisted) location.reload(); });
followLinks((path) => findPage(path) !== undefined);
await loadWords();
render(<App />, place);
