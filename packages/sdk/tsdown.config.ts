import { defineConfig } from 'tsdown'

/** What every program needs: the files of the package itself, and not those of its folders. */
const CORE = /\/sdk\/src\/(?:generated\/)?[a-z-]+\.ts$/

/** What proves things: receipts verify by it, and gates. In one file, because it compresses better than in several. */
const EVIDENCE = /\/eligibility\/src\/(?:evidence\/[a-z0-9-]+|canonical-json|instant|json-reader)\.ts$/

/** The components and hooks run in browsers: a server that renders them takes them for what they are. */
const CLIENT_ONLY = ['react', 'react-locales']

export default defineConfig({
  // Each folder with an index is a part that is imported by its own path.
  entry: {
    index: 'src/index.ts',
    react: 'src/react/index.ts',
    'react-locales': 'src/react/locales/index.ts',
    tanstack: 'src/tanstack/index.ts',
    documents: 'src/documents/index.ts',
    testing: 'src/testing/index.ts',
    receipts: 'src/receipts/index.ts',
    webhooks: 'src/webhooks/index.ts',
    gate: 'src/gate/index.ts',
    'gate-node': 'src/gate/node/index.ts',
  },
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  // The rules that are bundled, and their types, are those of the sources beside this package, and not what was built of
  // them some time ago.
  dts: { resolver: 'tsc', build: true },
  // What the part for Node imports of Node.
  deps: { neverBundle: [/^node:/] },
  inputOptions: { resolve: { conditionNames: ['source', 'import', 'default'] } },
  // One file with what every program needs, and one for each part that is apart.
  outputOptions: {
    chunkFileNames: '[name].js',
    banner: ({ name }) => (CLIENT_ONLY.includes(name) ? "'use client'" : ''),
    codeSplitting: {
      groups: [
        { name: 'core', test: (id) => CORE.test(id) && !id.endsWith('/src/index.ts') },
        { name: 'evidence', test: EVIDENCE },
      ],
    },
  },
})
