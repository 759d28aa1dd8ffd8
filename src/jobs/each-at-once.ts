/**
 * Does the work for each of them, `atOnce` at a time; those that fail keep none of the others waiting.
 * @throws what the first failure was, when all are done
 */
export async function eachAtOnce<T>(items: Iterable<T>, atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
    const faults: unknown[] = [];
    const left = items[Symbol.iterator]();
    const workers = Array.from({ length: atOnce }, async () => {
        for (let next = left.next(); next.done !== true; next = left.next()) await work(next.value).catch((error: unknown) => faults.push(error));
    });
    await Promise.all(workers);
    if (faults.length > 0) throw faults[0];
}
