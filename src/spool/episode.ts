/** Something that is the case for a while, and is worth one log line when it begins and one when it ends. */
export interface Episode {
    /** It is the case. Answers whether it was not before. */
    begins(): boolean;
    /** It is not the case. Answers whether it was before. */
    ends(): boolean;
}

export function createEpisode(): Episode {
    let going = false;
    const change = (now: boolean): boolean => {
        const changed = going !== now;
        going = now;
        return changed;
    };
    return { begins: () => change(true), ends: () => change(false) };
}
