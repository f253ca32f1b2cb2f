import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node24',
  fixedExtension: false,
  // A file for each source, in the same folders: what finds migrations beside the sources finds them from here too.
  unbundle: true,
  // Only in the repository: a published server has the pages built, and what builds them stays here.
  deps: { neverBundle: ['@demur/web/build'] },
  dts: true,
})
