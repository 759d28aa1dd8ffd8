import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/**
 * What rollup does not do by itself for the dashboard: one style sheet, the files as brotli and gzip beside themselves, the licences of what is in them,
 * and `site.json`, by which the service writes the shell: the entry, the styles, and of each page and language the files it will ask for.
 */
export function dashboardSite({ styles, notices }) {
    return {
        name: 'dashboard-site',
        buildStart() {
            // files of an earlier build have other digests, and nobody would take them away
            rmSync('dist/site', { recursive: true, force: true });
            for (const file of styles.flatMap(filesOf)) this.addWatchFile(file);
        },
        generateBundle(_options, bundle) {
            const source = styles.flatMap(filesOf).map((file) => readFileSync(file, 'utf8')).join('\n')
                .replace(/\/\*[^]*?\*\//g, '').replace(/\s*\n\s*/g, '\n');
            const style = this.getFileName(this.emitFile({ type: 'asset', name: 'styles.css', source }));
            const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
            const entry = chunks.find(({ isEntry }) => isEntry);
            const known = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
            const withImports = (fileName, found = new Set()) => {
                if (found.has(fileName)) return found;
                found.add(fileName);
                for (const imported of known.get(fileName)?.imports ?? []) withImports(imported, found);
                return found;
            };
            const entryFiles = withImports(entry.fileName);
            const later = (folder) => Object.fromEntries(chunks.flatMap((chunk) => {
                const [, path] = (chunk.facadeModuleId ?? '').split(sep).join('/').split(`/dist/dashboard/${folder}/`);
                return path === undefined ? [] : [[path.split('/')[0].replace('.js', ''), [...withImports(chunk.fileName)].filter((file) => !entryFiles.has(file))]];
            }));
            const site = { script: entry.fileName, imports: [...entryFiles].filter((file) => file !== entry.fileName), style, pages: later('src/pages'), languages: later('messages') };
            this.emitFile({ type: 'asset', fileName: 'site.json', source: JSON.stringify(site) });
            this.emitFile({ type: 'asset', fileName: 'assets/licences.txt', source: notices.map(({ name, text }) => `${name}\n\n${text}`).join('\n\n') });
        },
        writeBundle: {
            sequential: true,
            handler({ dir }, bundle) {
                for (const { fileName } of Object.values(bundle)) {
                    if (!/^assets\/.*\.(js|css)$/.test(fileName)) continue;
                    const plain = readFileSync(join(dir, fileName));
                    writeFileSync(join(dir, `${fileName}.br`), brotliCompressSync(plain));
                    writeFileSync(join(dir, `${fileName}.gz`), gzipSync(plain, { level: 9 }));
                }
            }
        }
    };
}

const filesOf = (path) => statSync(path).isDirectory()
    ? readdirSync(path).filter((name) => name.endsWith('.css')).sort().map((name) => join(path, name))
    : [path];
