/**
 * DocumentDB tells MongoDB's error codes as SQLSTATEs of its own; PostgreSQL's own states need a MongoDB code too. Only codes that a
 * client of these tests can meet: any other is InternalError with the state in its message.
 * Names and numbers: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const CODES: Readonly<Record<string, readonly [code: number, name: string]>> = {
    M0001: [2, 'BadValue'],
    M0003: [9, 'FailedToParse'],
    M0004: [14, 'TypeMismatch'],
    M0008: [26, 'NamespaceNotFound'],
    M0009: [27, 'IndexNotFound'],
    M000F: [48, 'NamespaceExists'],
    M000G: [52, 'DollarPrefixedFieldName'],
    M000J: [56, 'EmptyFieldName'],
    M000K: [57, 'DottedFieldName'],
    M000M: [66, 'ImmutableField'],
    M000N: [67, 'CannotCreateIndex'],
    M000P: [72, 'InvalidOptions'],
    M000R: [85, 'IndexOptionsConflict'],
    M000S: [86, 'IndexKeySpecsConflict'],
    M000U: [115, 'CommandNotSupported'],
    M001B: [10334, 'BSONObjectTooLarge'],
    M001C: [11000, 'DuplicateKey'],
    M003A: [17419, 'Location17419'],
    M00CO: [121, 'DocumentValidationFailure'],
    23505: [11000, 'DuplicateKey'],
    '23P01': [11000, 'DuplicateKey'],
    40001: [112, 'WriteConflict'],
    '40P01': [112, 'WriteConflict'],
    '55P03': [24, 'LockTimeout'],
    57014: [50, 'MaxTimeMSExpired'],
    '57P01': [91, 'ShutdownInProgress'],
    '57P03': [91, 'ShutdownInProgress'],
    53100: [14031, 'OutOfDiskSpace']
};

/** A command's failure, as the client is told of it. */
export class CommandError extends Error {
    constructor(readonly code: number, readonly codeName: string, message: string) {
        super(message);
    }
}

/** @param error what PostgreSQL answered, or anything else that went wrong */
export function toCommandError(error: unknown): CommandError {
    if (error instanceof CommandError) return error;
    const { code: state = '', message } = error as { code?: string; message: string };
    const [code, name] = CODES[state] ?? [1, 'InternalError'];
    return new CommandError(code, name, state in CODES ? message : `${message} (SQLSTATE ${state})`);
}

/** Codes inside a reply are SQLSTATEs packed as PostgreSQL's MAKE_SQLSTATE does: six bits a character, the first lowest. */
export function unpackCode(packed: number): number {
    const state = [0, 6, 12, 18, 24].map((shift) => String.fromCharCode((packed >>> shift & 63) + 48)).join('');
    return CODES[state]?.[0] ?? packed;
}
