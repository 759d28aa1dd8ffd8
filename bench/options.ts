const words = process.argv.slice(2).map((argument) => argument.split('='));
const given = (name: string) => words.find(([word]) => word === name)?.[1];

/** `name=12` on the command line. */
export const numberOption = (name: string, fallback: number): number => Number(given(name) ?? fallback);

/** `name=word` on the command line. */
export const wordOption = (name: string, fallback: string): string => given(name) ?? fallback;
