/** What `/audience-demo` does: joins the namespace that is typed, or that the address names (`#slide-4`), and shows what its listeners are told. */
const MAX_MESSAGES = 50;

const form = element('join', HTMLFormElement);
const input = element('namespace', HTMLInputElement);
const leave = element('leave', HTMLButtonElement);
const count = element('count', HTMLElement);
const state = element('state', HTMLElement);
const messages = element('messages', HTMLElement);
const snippet = element('snippet', HTMLElement);
let stop: (() => void) | undefined;

function element<T extends HTMLElement>(id: string, type: new () => T): T {
    const found = document.getElementById(id);
    if (!(found instanceof type)) throw new TypeError(`The page has no ${id}.`);
    return found;
}

function show(service: string, message: string): void {
    const item = document.createElement('li');
    const time = document.createElement('time');
    time.textContent = new Date().toLocaleTimeString();
    item.append(time, ` ${service} = ${message}`);
    messages.prepend(item);
    while (messages.childElementCount > MAX_MESSAGES) messages.lastElementChild?.remove();
}

function end(): void {
    stop?.();
    stop = undefined;
    leave.disabled = true;
    count.textContent = '–';
    state.textContent = 'Not in any namespace.';
}

function join(namespace: string): void {
    end();
    stop = window.watchAudience(namespace, {
        onCount(members) {
            count.textContent = members.toLocaleString();
            state.textContent = `in “${namespace}” now, you included.`;
        },
        onMessage: show,
        onEnd() {
            end();
            state.textContent = `“${namespace}” cannot be joined: the service does not allow that name.`;
        }
    });
    leave.disabled = false;
    state.textContent = `Joining “${namespace}” …`;
    const script = new URL('audience.js', location.href).href;
    snippet.textContent = `<span id="count"></span>\n<script src="${script}" data-namespace="${escapeHtml(namespace)}" data-target="#count"></script>`;
}

const escapeHtml = (text: string): string => text.replace(/[&"<>]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);

function joinAddressed(): void {
    const [, namespace] = /^#(.+)$/.exec(location.hash) ?? [];
    if (namespace === undefined) return;
    try {
        input.value = decodeURIComponent(namespace);
    } catch {
        input.value = namespace;
    }
    join(input.value);
}

form.addEventListener('submit', (event) => {
    event.preventDefault();
    history.replaceState(null, '', `#${encodeURIComponent(input.value)}`);
    join(input.value);
});
leave.addEventListener('click', () => {
    end();
    input.focus();
});
addEventListener('hashchange', joinAddressed);
joinAddressed();
