import { readFileSync } from 'node:fs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { dashboardSite } from './dashboard/site-plugin.js';

/** Of what `tsc --build` made. Property names stay as they are: stack traces are worth more than 200 bytes. */
const bundle = (input, output, plugins = []) => ({
    input: `dist/${input}`,
    output: { sourcemap: 'hidden', ...output },
    plugins: [nodeResolve(), ...plugins]
});
const minify = terser({ ecma: 2020, toplevel: true, compress: { passes: 3, unsafe_arrows: true } });

/** A chunk for each page and each language; names with digests, so that a browser may keep them for ever. */
const site = {
    input: { main: 'dist/dashboard/src/main.js' },
    output: {
        dir: 'dist/site', format: 'es', sourcemap: 'hidden', hashCharacters: 'base36',
        entryFileNames: 'assets/[name]-[hash].js', chunkFileNames: 'assets/[name]-[hash].js', assetFileNames: 'assets/[name]-[hash][extname]'
    },
    plugins: [
        nodeResolve({ browser: true }),
        // no need for passes: what Preact and uPlot are made of is small already
        terser({ ecma: 2022, module: true, format: { comments: false } }),
        dashboardSite({
            styles: ['node_modules/uplot/dist/uPlot.min.css', 'dashboard/styles'],
            notices: [['Preact', 'node_modules/preact/LICENSE'], ['uPlot', 'node_modules/uplot/LICENSE']].map(([name, file]) => ({ name, text: readFileSync(file, 'utf8') }))
        })
    ]
};

export default [
    bundle('client-sdk/src/client.js', { file: 'dist/client/client.js', format: 'iife' }, [minify]),
    bundle('client-sdk/src/index.js', { file: 'dist/client/confmeter.mjs', format: 'es' }),
    bundle('audience-script/src/script.js', { file: 'dist/client/audience.js', format: 'iife' }, [minify]),
    bundle('audience-script/src/demo.js', { file: 'dist/client/audience-demo.js', format: 'iife' }, [minify]),
    site
];
