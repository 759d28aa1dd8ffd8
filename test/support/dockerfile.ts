import { execFile } from 'node:child_process';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './project.js';

export interface Instruction { name: string; text: string }

/** The instructions of a Dockerfile: comments gone, continued lines joined (https://docs.docker.com/reference/dockerfile/). */
export function parseDockerfile(text: string): Instruction[] {
    return text.replace(/^\s*#.*\n/gm, '').replace(/\\\n/g, ' ').split('\n').filter((line) => line.trim() !== '').map((line) => {
        const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
        return { name: name.toUpperCase(), text: rest.replace(/\s+/g, ' ') };
    });
}

/** What becomes of a stage: a folder that stands for its root, and what a container of it would run with. */
export interface Stage {
    root: string;
    workdir: string;
    env: Record<string, string>;
    /** CMD, HEALTHCHECK, USER and the like, as they stand. */
    settings: Map<string, string>;
}

/** What an image's user is on this machine, for RUN lines that name it. */
export interface ImageUser { name: string; uid: number; gid: number }

/**
 * Follows a Dockerfile's steps in a folder, as far as that is possible without containers: the base image is this machine, absolute paths
 * of RUN lines are below the stage's root. The last stage is the image. @throws when a step fails or is of a kind that is not known here.
 */
export async function followDockerfile(folder: string, { dockerfile, user }: { dockerfile: string; user: ImageUser }): Promise<Stage> {
    const ignore = parseDockerignore(await readFile(join(ROOT, '.dockerignore'), 'utf8'));
    const stages = new Map<string, Stage>();
    let stage: Stage | undefined;
    for (const { name, text } of parseDockerfile(dockerfile)) {
        if (name === 'FROM') {
            const stageName = / AS (\S+)/i.exec(text)?.[1] ?? 'image';
            stage = { root: join(folder, stageName), workdir: '/', env: {}, settings: new Map() };
            await mkdir(stage.root);
            stages.set(stageName, stage);
        } else if (stage === undefined) throw new Error(`${name} before FROM`);
        else if (name === 'WORKDIR') {
            stage.workdir = text;
            await mkdir(join(stage.root, text), { recursive: true });
        } else if (name === 'ENV') for (const [, key = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g)) stage.env[key] = value;
        else if (name === 'COPY') await copy(stage, text, stages, ignore);
        else if (name === 'RUN') await run(stage, text, user);
        else stage.settings.set(name, text);
    }
    if (stage === undefined) throw new Error('no FROM');
    return stage;
}

/** Whether a path, relative to the context, reaches the build: the last pattern that fits it, or a folder above it, decides. */
export function parseDockerignore(text: string): (path: string) => boolean {
    const rules = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')).map((line) => {
        const keeps = line.startsWith('!');
        const pattern = line.replace(/^!/, '').replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*\*\//g, '(?:.*/)?').replace(/(?<![.)])\*/g, '[^/]*');
        return { keeps, matches: new RegExp(`^${pattern}(?:/.*)?$`) };
    });
    return (path) => rules.reduce((kept, { keeps, matches }) => matches.test(path) ? keeps : kept, true);
}

async function copy(stage: Stage, text: string, stages: Map<string, Stage>, reachesBuild: (path: string) => boolean): Promise<void> {
    const [, from, paths = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(text) ?? [];
    const source = from === undefined ? undefined : stages.get(from);
    if (from !== undefined && source === undefined) throw new Error(`COPY --from=${from}: there is no such stage`);
    const names = paths.split(' ');
    const destination = names.pop() ?? '';
    for (const name of names) {
        const path = source === undefined ? join(ROOT, name) : join(source.root, name);
        const to = join(stage.root, stage.workdir, destination, destination.endsWith('/') ? basename(name) : '');
        await cp(path, to, {
            recursive: true, verbatimSymlinks: true,
            filter: (file) => source !== undefined || isOnTheWay(relative(ROOT, file), name) && reachesBuild(relative(ROOT, file))
        });
    }
}

/** cp asks for the named path itself first, and for all that is below it. */
const isOnTheWay = (path: string, name: string) => path === name || path.startsWith(`${name}/`);

/** npm may use what it has fetched before, and asks nobody for advice. */
const QUICK_NPM = { npm_config_prefer_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' };

async function run(stage: Stage, text: string, user: ImageUser): Promise<void> {
    const command = text
        .replace(/(?<=\s)\/(?=\w)/g, `${stage.root}/`)
        .replaceAll(`--owner=${user.name}`, `--owner=${String(user.uid)}`).replaceAll(`--group=${user.name}`, `--group=${String(user.gid)}`);
    await promisify(execFile)('/bin/sh', ['-c', command], {
        cwd: join(stage.root, stage.workdir), env: { ...process.env, ...stage.env, ...QUICK_NPM }, maxBuffer: 64 * 1024 * 1024
    });
}
