/**
 * Puts a text on the clipboard. Without HTTPS browsers offer none (https://w3c.github.io/clipboard-apis/#navigator-interface): then by the older
 * way, out of a field. @returns whether it is there
 */
export async function copyText(text: string): Promise<boolean> {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return copyFromField(text);
    }
}

function copyFromField(text: string): boolean {
    const { activeElement } = document;
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'unseen';
    // within a dialog that is open nothing outside of it can be selected
    (document.querySelector('dialog[open]') ?? document.body).append(field);
    field.select();
    const isCopied = document.execCommand('copy');
    field.remove();
    if (activeElement instanceof HTMLElement) activeElement.focus();
    return isCopied;
}
