import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Marked, type Token, type Tokens } from 'marked'
import type { Guide } from '../site-request.d.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const PICTURES = 'docs/pictures'

/** Pages in the order that somebody reads them who comes to it anew. What is not named comes behind, in alphabetical order. */
const FIRST = [
  'docs/decision-model.md',
  'docs/two-times.md',
  'docs/rulebooks.md',
  'docs/playground.md',
  'packages/sdk/README.md',
  'docs/settings-page.md',
  'docs/console.md',
  'docs/gate.md',
  'docs/filtering.md',
  'docs/runs.md',
  'docs/changes.md',
  'docs/ledger-and-proof.md',
  'docs/erasure.md',
  'docs/operations.md',
  'docs/scale.md',
  'docs/performance.md',
]
/** Pages that stand elsewhere in the repository, and where they are served. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'packages/sdk/README.md': 'sdk',
  'LIMITATIONS.md': 'limitations',
  'SECURITY.md': 'security',
}

/** Renders the documentation into a folder: `guides.json`, and the pictures that it shows. */
export function writeDocs(folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'guides.json'), JSON.stringify(readGuides()))
  cpSync(join(ROOT, PICTURES), join(folder, 'pictures'), { recursive: true, filter: (file) => !file.endsWith('.md') })
}

/** Every page of the documentation, rendered. */
export function readGuides(): Guide[] {
  return sourcesOf().map((source) => renderedFrom(source, readFileSync(join(ROOT, source), 'utf8')))
}

function sourcesOf(): string[] {
  const listed = (folder: string) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .map((name) => `${folder}/${name}`)
      .toSorted()
  const others = [...listed('docs'), 'LIMITATIONS.md', 'SECURITY.md'].filter((source) => !FIRST.includes(source))
  return [...FIRST, ...others, ...listed('docs/decisions')]
}

/** Where a file of the repository is served; null where it is not. */
function addressOf(file: string): string | null {
  if (file.startsWith(`${PICTURES}/`)) return `/${file}`
  const path = ELSEWHERE[file] ?? /^docs\/(.+)\.md$/.exec(file)?.[1]
  return path === undefined || path.endsWith('/README') ? null : `/docs/${path}`
}

function renderedFrom(source: string, text: string): Guide {
  const marked = new Marked({ renderer: rendererFor(source) })
  const tokens = marked.lexer(text)
  const title = tokens.find((token): token is Tokens.Heading => token.type === 'heading')
  const opening = tokens.find((token): token is Tokens.Paragraph => token.type === 'paragraph')
  return {
    path: addressOf(source)?.slice('/docs/'.length) ?? source,
    title: plain(title?.tokens ?? []),
    summary: firstSentence(plain(opening?.tokens ?? [])),
    html: withReadableTables(marked.parser(tokens)),
  }
}

/** Leads to other pages where these are served. What only the repository has stays as words. */
function rendererFor(source: string) {
  const resolved = (href: string): string | null => {
    if (/^(https?:|mailto:|#)/.test(href)) return href
    const [file = '', anchor] = href.split('#')
    const address = addressOf(posix.join(posix.dirname(source), file))
    return address === null || anchor === undefined ? address : `${address}#${anchor}`
  }
  return {
    heading(this: Rendering, { depth, tokens }: Tokens.Heading): string {
      return `<h${depth} id="${anchorOf(plain(tokens))}">${this.parser.parseInline(tokens)}</h${depth}>\n`
    },
    link(this: Rendering, { href, tokens }: Tokens.Link): string {
      const address = resolved(href)
      const words = this.parser.parseInline(tokens)
      return address === null ? words : `<a href="${escaped(address)}">${words}</a>`
    },
    image({ href, text }: Tokens.Image): string {
      return `<img src="${escaped(resolved(href) ?? '')}" alt="${escaped(text)}" loading="lazy">`
    },
    // Focusable, so that what is wider than the window can be scrolled to by keyboard.
    code({ text, lang = '' }: Tokens.Code): string {
      return `<pre tabindex="0" data-language="${escaped(lang)}"><code>${escaped(text)}</code></pre>\n`
    },
    html: ({ text }: Tokens.HTML | Tokens.Tag): string => (text.startsWith('<!--') ? '' : escaped(text)),
  }
}

interface Rendering {
  readonly parser: { parseInline(tokens: readonly Token[]): string }
}

/** A table that is wider than the window can be scrolled to by keyboard; a corner without words heads nothing. */
function withReadableTables(html: string): string {
  return html
    .replaceAll('<table>', '<div class="scroller" role="group" aria-label="Table" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>')
    .replaceAll('<th></th>', '<td></td>')
}

/** Words without their marks. */
function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => ('tokens' in token && token.tokens !== undefined ? plain(token.tokens) : textOf(token)))
    .join('')
    .replaceAll('\n', ' ')
}

function textOf(token: Token): string {
  return 'text' in token && typeof token.text === 'string' ? token.text : ' '
}

function firstSentence(text: string): string {
  return /^.*?[.?!:](?= \p{Lu}|$)/u.exec(text)?.[0].replace(/:$/, '.') ?? text
}

/** As the web pages of code hosts name headings, so that links between pages hold in both. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
