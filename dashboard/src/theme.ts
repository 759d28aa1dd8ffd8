import { useEffect, useState } from 'preact/hooks';
import { keepChoice } from './keep-choice.js';

/** `auto` follows the system. */
export type Theme = 'auto' | 'light' | 'dark';
const ORDER: readonly Theme[] = ['auto', 'light', 'dark'];

export const nextTheme = (theme: Theme): Theme => ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? 'auto';

const currentTheme = (): Theme => {
    const { theme } = document.documentElement.dataset;
    return theme === 'light' || theme === 'dark' ? theme : 'auto';
};

const listeners = new Set<() => void>();

/** The reader's choice, and how to change it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
    const [theme, setTheme] = useState(currentTheme);
    return [theme, (chosen) => {
        document.documentElement.dataset['theme'] = chosen;
        keepChoice('theme', chosen);
        setTheme(chosen);
        for (const listener of listeners) listener();
    }];
}

/** Says when colours have changed, for what is painted on a canvas. @returns how to stop */
export function onColoursChange(listener: () => void): () => void {
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', listener);
    listeners.add(listener);
    return () => {
        system.removeEventListener('change', listener);
        listeners.delete(listener);
    };
}

/** A number that changes with the colours: a chart that depends on it is painted anew. */
export function useColours(): number {
    const [round, setRound] = useState(0);
    useEffect(() => onColoursChange(() => { setRound((count) => count + 1); }), []);
    return round;
}

/** What a CSS variable of the page is now, as `--poor`. */
export const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
