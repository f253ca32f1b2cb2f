import { defineConfig } from 'vite'

const { DEMUR_URL = 'http://127.0.0.1:4000', PORT = '3000' } = process.env
/** The page asks its own origin, which passes on to the register. */
const proxy = { '/graphql': { target: DEMUR_URL, changeOrigin: true } }
const served = { host: '127.0.0.1', port: Number(PORT), proxy }

export default defineConfig({ server: served, preview: served })
