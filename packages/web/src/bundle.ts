/** Bundles the pages into a folder: for browsers, for the server that renders them, and what the documentation says. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { writeDocs } from './docs.ts'

const [, , folder = 'dist'] = process.argv
const root = fileURLToPath(new URL('../', import.meta.url))
/** Relative, because the files of all pages lie together and each page has them under its own path. */
const common = { root, configFile: false, publicDir: false, logLevel: 'warn', base: './' } as const

await build({
  ...common,
  resolve: { conditions: ['source', 'module', 'browser'] },
  build: {
    outDir: join(folder, 'client'),
    manifest: true,
    modulePreload: false,
    rolldownOptions: {
      input: [
        join(root, 'src/settings/client.tsx'),
        join(root, 'src/console/client.tsx'),
        join(root, 'src/site/site.css'),
      ],
    },
  },
})

await build({
  ...common,
  resolve: { conditions: ['source', 'module', 'node'] },
  // With everything in it: a published server installs no React.
  ssr: { noExternal: true, resolve: { conditions: ['source', 'module', 'node'] } },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: join(folder, 'server'),
    ssr: true,
    minify: true,
    rolldownOptions: {
      input: {
        settings: join(root, 'src/settings/server.tsx'),
        console: join(root, 'src/console/server.tsx'),
        site: join(root, 'src/site/server.tsx'),
      },
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
})

writeDocs(join(folder, 'docs'))
