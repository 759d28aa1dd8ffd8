/** Why an import cannot be done, or go on, in words for who started it. */
export class ImportError extends Error {}
