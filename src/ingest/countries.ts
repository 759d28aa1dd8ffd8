import { open, validate, type CountryResponse } from 'maxmind';

/** The country that an address is used in, ISO 3166-1 alpha-2; null where the file does not know. */
export type FindCountry = (address: string) => string | null;

/**
 * Countries from a MaxMind DB file (https://maxmind.github.io/MaxMind-DB/), of countries or of cities. A new version of the file is
 * taken over while this runs.
 * @throws when there is no such file, or it is none of that kind
 */
export async function openCountries(file: string | undefined): Promise<FindCountry> {
    if (file === undefined) return () => null;
    const reader = await open<CountryResponse>(file, { watchForUpdates: true, watchForUpdatesNonPersistent: true }).catch((error: unknown) => {
        throw new Error(`MAXMIND_FILE: ${file} cannot be read as a MaxMind DB: ${(error as Error).message}`);
    });
    return (address) => validate(address) ? reader.get(address)?.country?.iso_code ?? null : null;
}
