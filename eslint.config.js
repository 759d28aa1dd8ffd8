import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * Imports go one way (docs/architecture.md): each folder may import those before it in this list, and itself.
 * `schemas` imports nothing of ours; `webrtc-stats` only types of `schemas`; `client-sdk` and `dashboard` also take only types of it, and
 * `client-sdk` what it needs of `webrtc-stats`.
 */
const LAYERS = [
    ['src/settings.ts', 'src/thresholds.ts', 'src/flags.ts', 'src/config.ts', 'src/webhook-faults.ts', 'src/errors.ts', 'src/secrets.ts',
        'src/announce-token.ts', 'src/version.ts', 'src/cookie-values.ts', 'src/log.ts', 'src/set-timer.ts', 'src/threads/**'],
    ['src/store/**'],
    ['src/spool/**'],
    ['src/ingest/**', 'src/analysis/**', 'src/live/**', 'src/login/**', 'src/notify/**', 'src/workers/**'],
    ['src/jobs/**', 'src/plugins/**'],
    ['src/routes/**', 'src/peers/**'],
    ['src/app.ts'],
    ['src/run/**'],
    ['src/server.ts', 'src/cli/**']
];
const DOMAIN = ['src/store/**', 'src/spool/**', 'src/ingest/**', 'src/analysis/**', 'src/live/**', 'src/login/**', 'src/notify/**', 'src/workers/**'];

const notFrom = (globs) => globs.map((glob) => `**/${glob.replace('src/', '').replace('.ts', '.js')}`);
const layerRules = LAYERS.map((files, layer) => ({
    files,
    rules: {
        'no-restricted-imports': ['error', {
            patterns: [
                ...layer < LAYERS.length - 1 ? [{
                    // schemas/peers is of the contract, src/peers is not
                    group: [...notFrom(LAYERS.slice(layer + 1).flat()), '!**/schemas/peers/**'],
                    message: 'Imports go one way: see docs/architecture.md.'
                }] : [],
                ...files.includes('src/peers/**') ? [] : [{
                    group: ['**/webrtc-stats/**'],
                    message: 'Of the service only the peers that send getStats() read it.'
                }],
                ...files.some((glob) => DOMAIN.includes(glob)) ? [{
                    group: ['fastify', 'fastify-plugin', '@fastify/*'],
                    message: 'Domain folders do not know Fastify.'
                }] : []
            ]
        }]
    }
}));

export default tseslint.config(
    { ignores: ['dist/', 'data/', 'node_modules/', '.tap/', '.cache/', 'test/fixtures/'] },
    ...tseslint.configs.strict,
    {
        files: ['**/*.ts', '**/*.tsx'],
        plugins: { 'import-x': importX },
        settings: { 'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } })] },
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            'import-x/no-cycle': 'error',
            'import-x/no-self-import': 'error',
            'import-x/no-default-export': 'error',
            '@typescript-eslint/consistent-type-imports': 'error',
            '@typescript-eslint/no-floating-promises': 'error',
            '@typescript-eslint/no-misused-promises': 'error',
            '@typescript-eslint/await-thenable': 'error',
            '@typescript-eslint/switch-exhaustiveness-check': 'error',
            '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
            'max-len': ['error', { code: 150, ignoreUrls: true, ignoreTemplateLiterals: true }],
            'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
            indent: 'off', quotes: ['error', 'single', { avoidEscape: true }], semi: ['error', 'always'], 'eol-last': 'error', eqeqeq: 'error',
            'no-console': 'error', 'no-restricted-globals': 'off'
        }
    },
    { files: ['src/**/*.ts', 'schemas/**/*.ts'], ignores: ['src/server.ts', 'src/cli/**'], rules: { 'no-restricted-properties': ['error', {
        object: 'process', property: 'env', message: 'Only server.ts and cli/ read the environment.' }] } },
    ...layerRules,
    {
        files: ['schemas/**/*.ts'],
        rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['**/src/**', 'fastify*'], message: 'schemas imports typebox and itself.' }] }] }
    },
    {
        files: ['webrtc-stats/**/*.ts'],
        rules: {
            '@typescript-eslint/no-restricted-imports': ['error', { patterns: [
                { group: ['**/schemas/**'], allowTypeImports: true, message: 'Only types: the schemas must not reach the page.' },
                { group: ['**/src/**', '**/client-sdk/**', '@sinclair/typebox'], message: 'Both the SDK and the service use it: it stands alone.' }
            ] }]
        }
    },
    {
        files: ['client-sdk/**/*.ts'],
        rules: {
            '@typescript-eslint/no-restricted-imports': ['error', { patterns: [
                { group: ['**/schemas/**'], allowTypeImports: true, message: 'Only types: the schemas must not reach the page.' },
                { group: ['**/src/**', '@sinclair/typebox'], message: 'The SDK stands alone.' }
            ] }]
        }
    },
    {
        files: ['audience-script/**/*.ts'],
        rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['../../*', '@sinclair/typebox'], message: 'It stands alone.' }] }] }
    },
    {
        // pages know components and charts, these know neither a page nor each other's
        files: ['dashboard/**/*.ts', 'dashboard/**/*.tsx'],
        rules: {
            '@typescript-eslint/no-restricted-imports': ['error', { patterns: [
                { group: ['**/schemas/**'], allowTypeImports: true, message: 'Only types: the schemas must not reach the page.' },
                { group: ['**/src/analysis/**', '**/src/store/**', '**/client-sdk/**', '@sinclair/typebox'], message: 'The dashboard draws what the API answers.' }
            ] }],
            'no-restricted-syntax': ['error', {
                selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"], AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]',
                message: 'Texts come from calls: they are never HTML.'
            }]
        }
    },
    {
        files: ['dashboard/src/components/**', 'dashboard/src/charts/**'],
        rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['**/pages/**'], message: 'A part of pages knows no page.' }] }] }
    },
    // all words of a language
    { files: ['dashboard/messages/*.ts'], rules: { 'max-lines': 'off' } },
    {
        files: ['client-sdk/src/**/*.ts', 'webrtc-stats/**/*.ts'],
        ignores: ['client-sdk/src/environment.ts'],
        rules: {
            'no-restricted-globals': ['error', ...['window', 'document', 'navigator', 'location', 'localStorage', 'crypto', 'fetch', 'setTimeout',
                'setInterval', 'addEventListener'].map((name) => ({ name, message: 'Only environment.ts knows the browser.' }))],
            'no-restricted-properties': ['error',
                { object: 'Date', property: 'now', message: 'environment.now()' }, { object: 'Math', property: 'random', message: 'environment.random()' }]
        }
    },
    { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: {
        'max-lines': ['error', { max: 400, skipBlankLines: true }],
        'no-console': 'off',
        '@typescript-eslint/no-non-null-assertion': 'off',
        // tap collects the promises of its subtests itself
        '@typescript-eslint/no-floating-promises': 'off'
    } },
    { files: ['src/cli/**/*.ts', 'src/server.ts'], rules: { 'no-console': 'off' } },
    { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked }
);
