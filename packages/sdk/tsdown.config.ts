import { defineConfig } from 'tsdown'

/** What is loaded when it is first used, or by an entry point of its own. */
const APART = ['/on-demand/', '/receipts/', '/eligibility/']

export default defineConfig({
  entry: { index: 'src/index.ts', receipts: 'src/receipts/index.ts' },
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  // The rules that are bundled are those of the sources beside this package, not what was built of them some time ago.
  inputOptions: { resolve: { conditionNames: ['source', 'import', 'default'] } },
  // One file with what every program needs, and one for each part that is apart.
  outputOptions: {
    chunkFileNames: '[name].js',
    codeSplitting: {
      groups: [{ name: 'core', test: (id) => !id.endsWith('.d.ts') && !APART.some((folder) => id.includes(folder)) }],
    },
  },
})
