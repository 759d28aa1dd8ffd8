/** Calls back once after `ms`, unless the function that it answers is called first. Injected, so that tests need not wait. */
export type SetTimer = (callback: () => void, ms: number) => () => void;

export const setRealTimer: SetTimer = (callback, ms) => {
    const timer = setTimeout(callback, ms);
    return () => { clearTimeout(timer); };
};
