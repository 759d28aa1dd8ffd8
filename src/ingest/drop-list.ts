import type { Dropped } from '../../schemas/push.js';

/** How many are named one by one; the last entry tells how many more there were. Bounds the answer to a body that is all faults. */
const MAX_NAMED = 100;

/** What was left out of one request. */
export class DropList {
    /** Made when it is needed: most requests are as they should be. */
    #named: Map<string, string> | undefined;
    #unnamed = 0;
    /** Members that the schema does not know. */
    unknown = 0;

    /** Each path counts once, with the reason told first. */
    add(path: string, reason: string): void {
        this.#named ??= new Map();
        if (this.#named.has(path)) return;
        if (this.#named.size < MAX_NAMED) this.#named.set(path, reason);
        else this.#unnamed += 1;
    }

    /** Where the first of them was; of lists the place is `*`. Empty: nothing was left out. */
    get first(): string {
        const [path = ''] = this.#named?.keys() ?? [];
        return path.replace(/\/\d+(?=\/|$)/g, '/*');
    }

    get count(): number {
        return this.#named === undefined ? 0 : this.#named.size + this.#unnamed;
    }

    toAnswer(): Dropped[] {
        const named = [...this.#named ?? []].map(([path, reason]) => ({ path, reason }));
        return this.#unnamed === 0 ? named : [...named, { path: '', reason: `and ${String(this.#unnamed)} more` }];
    }
}
