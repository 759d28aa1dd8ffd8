/** Which batches the store has, when writes may end in any order. Ids as in spool.ts. */
export interface DrainProgress {
    /** Batches up to this id have been taken from the spool. */
    takenTo(): number;
    /** The store has all batches up to this id. */
    drainedTo(): number;
    /** Those up to `to` are taken now. Answers what `done` wants to be told when the store has them. */
    take(to: number): number;
    done(taken: number): void;
    /** What was taken and is not done will be taken once more. Only while nothing is under way. */
    again(): void;
}

export function createDrainProgress(): DrainProgress {
    let takenTo = 0;
    /** Of what is taken and not done: the ids before which it begins. */
    const open = new Set<number>();
    const drainedTo = () => Math.min(takenTo, ...open);
    return {
        takenTo: () => takenTo,
        drainedTo,
        take(to) {
            const begin = takenTo;
            if (to > begin) open.add(begin);
            takenTo = to;
            return begin;
        },
        done: (taken) => { open.delete(taken); },
        again() {
            takenTo = drainedTo();
            open.clear();
        }
    };
}
