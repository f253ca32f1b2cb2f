import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { index: 'src/index.ts', evidence: 'src/evidence/index.ts', gate: 'src/gate/index.ts' },
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  dts: true,
})
