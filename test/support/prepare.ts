import { canInstall, installDebianPackages } from './debian-packages.js';
import { fetchLibJitsiMeet } from './lib-jitsi-meet.js';
import { prepareMongodb, WHICH_MONGODB } from './mongodb.js';
import { findProgram, PROGRAMS, type Program } from './programs.js';

/**
 * Sets up what the tests need, and is quick when all is there: programs (installed on Debian as root, elsewhere only looked for)
 * and lib-jitsi-meet. Asks nothing. What stays missing is told and its tests are skipped; with CI=true that is a failure.
 */
const programs = Object.keys(PROGRAMS) as Program[];
const absent = () => programs.filter((program) => findProgram(program) === undefined);

const lacking: string[] = [];

if (absent().length > 0 && canInstall()) {
    console.log(`Installing ${absent().join(', ')} for the tests.`);
    await installDebianPackages(absent().map((program) => PROGRAMS[program].debianPackage))
        .catch((error: unknown) => { console.error(String(error)); });
}
for (const program of absent()) lacking.push(`${program} (Debian package ${PROGRAMS[program].debianPackage}): tests of ${PROGRAMS[program].tests}`);

await fetchLibJitsiMeet().catch((error: unknown) => { lacking.push(`lib-jitsi-meet (${String(error)}): tests of the real Jitsi call`); });

await prepareMongodb().then(
    (kind) => { console.log(`The MongoDB tests run against ${WHICH_MONGODB[kind]}.`); },
    (error: unknown) => { lacking.push(`a MongoDB (${String(error)}): tests of the MongoDB store, and of faults on the way to it`); }
);

if (lacking.length > 0) {
    console.error(`Missing, and what is skipped for it:\n${lacking.map((line) => `  ${line}`).join('\n')}`);
    if (process.env.CI === 'true') process.exitCode = 1;
}
