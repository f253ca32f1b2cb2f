import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  // One file with what every program needs, and one for each part that is loaded when it is first used.
  outputOptions: {
    chunkFileNames: '[name].js',
    codeSplitting: { groups: [{ name: 'core', test: (id) => !id.includes('/on-demand/') && !id.endsWith('.d.ts') }] },
  },
})
