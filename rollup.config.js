import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

/** Of what `tsc --build` made. Property names stay as they are: stack traces are worth more than 200 bytes. */
const bundle = (input, output, plugins = []) => ({
    input: `dist/${input}`,
    output: { sourcemap: 'hidden', ...output },
    plugins: [nodeResolve(), ...plugins]
});
const minify = terser({ ecma: 2020, toplevel: true, compress: { passes: 3, unsafe_arrows: true } });

export default [
    bundle('client-sdk/src/client.js', { file: 'dist/client/client.js', format: 'iife' }, [minify]),
    bundle('client-sdk/src/index.js', { file: 'dist/client/confmeter.mjs', format: 'es' }),
    bundle('audience-script/src/script.js', { file: 'dist/client/audience.js', format: 'iife' }, [minify]),
    bundle('audience-script/src/demo.js', { file: 'dist/client/audience-demo.js', format: 'iife' }, [minify])
];
