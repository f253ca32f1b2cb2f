import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { PageAssets, PageRequest, RenderConsole, RespondToPage } from '@demur/web/page'
import type { Guide, RenderGuide, RenderGuides, RenderHome, RenderReference } from '@demur/web/site'

/** A file that pages load. */
export interface Asset {
  readonly type: string
  readonly gzipped: Buffer
  readonly etag: string
}

/** The pages for people, built. */
export interface Pages {
  readonly assets: PageAssets
  /** By name, such as `assets/client-….js`: each page has all of them under its own path. */
  readonly files: ReadonlyMap<string, Asset>
  readonly respond: RespondToPage
  /** A page that goes to another address by itself. */
  readonly renderBounce: (request: Pick<PageRequest, 'acceptLanguage' | 'query' | 'assets'>, goTo: string) => string
  readonly console: ConsolePages
  readonly site: SitePages
}

/** The pages that everybody may see, built. */
export interface SitePages {
  readonly renderHome: RenderHome
  readonly renderReference: RenderReference
  readonly renderGuides: RenderGuides
  readonly renderGuide: RenderGuide
  /** The documentation, in the order that it is read. */
  readonly guides: readonly Guide[]
  readonly styles: readonly string[]
  /** By path, such as `/assets/site-….css` and `/docs/pictures/architecture.svg`. */
  readonly files: ReadonlyMap<string, Asset>
}

/** The console, built. */
export interface ConsolePages {
  readonly assets: PageAssets
  readonly render: RenderConsole
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/**
 * Opens the pages. A published server brings them along; in the repository they are built when they are not, or when
 * what they are made of has changed.
 */
export async function openPages(): Promise<Pages> {
  const published = fileURLToPath(new URL('../pages/', import.meta.url))
  if (existsSync(join(published, 'client'))) return loadPages(published)
  const { buildWeb } = await import('@demur/web/build')
  return loadPages(await buildWeb())
}

/** Loads pages that were built into a folder. */
export async function loadPages(folder: string): Promise<Pages> {
  const client = join(folder, 'client')
  const manifest = JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8')) as Manifest
  const files = new Map<string, Asset>()
  for (const name of readdirSync(join(client, 'assets'))) {
    files.set(`assets/${name}`, await assetOf(join(client, 'assets', name)))
  }
  const load = (name: string) => import(pathToFileURL(join(folder, `server/${name}.mjs`)).href)
  const [settings, console] = await Promise.all([load('settings'), load('console')])
  return {
    assets: assetsOf(manifest, 'settings'),
    files,
    respond: settings.respond,
    renderBounce: settings.renderBounce,
    console: { assets: assetsOf(manifest, 'console'), render: console.renderConsole },
    site: await loadSite(folder, manifest),
  }
}

async function loadSite(folder: string, manifest: Manifest): Promise<SitePages> {
  const rendering = await import(pathToFileURL(join(folder, 'server/site.mjs')).href)
  const style = manifest['src/site/site.css']
  if (style === undefined) throw new Error('the pages were built without the styles of the site')
  const path = `/${style.file}`
  const files = new Map([[path, await assetOf(join(folder, 'client', style.file))]])
  for (const name of readdirSync(join(folder, 'docs/pictures'))) {
    files.set(`/docs/pictures/${name}`, await assetOf(join(folder, 'docs/pictures', name)))
  }
  const guides = JSON.parse(readFileSync(join(folder, 'docs/guides.json'), 'utf8')) as Guide[]
  const { renderHome, renderReference, renderGuides, renderGuide } = rendering
  return { renderHome, renderReference, renderGuides, renderGuide, guides, styles: [path], files }
}

type Manifest = Readonly<Record<string, { readonly file: string; readonly css?: readonly string[] }>>

/** The addresses of what a page begins with, under its own path. */
function assetsOf(manifest: Manifest, page: 'settings' | 'console'): PageAssets {
  const entry = manifest[`src/${page}/client.tsx`]
  if (entry === undefined) throw new Error('the pages were built without their entry')
  return { script: `/${page}/${entry.file}`, styles: (entry.css ?? []).map((file) => `/${page}/${file}`) }
}

async function assetOf(path: string): Promise<Asset> {
  const content = readFileSync(path)
  const type = TYPES[extname(path)]
  if (type === undefined) throw new Error(`a page has a file of a kind that is not served: ${extname(path)}`)
  const etag = `"${createHash('sha256').update(content).digest('base64url')}"`
  return { type, gzipped: await promisify(gzip)(content), etag }
}
