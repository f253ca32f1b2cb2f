import { defineConfig } from 'vite'

export default defineConfig({
  // React is bundled for browsers; the server of the app loads it from node_modules.
  build: { emptyOutDir: true, target: 'es2022' },
})
