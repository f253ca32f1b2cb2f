import { writeFileSync } from 'node:fs'
import type { SampleServer } from './sample-server.ts'

/** What is typed, in order. */
const COMMANDS: readonly (readonly string[])[] = [
  ['check', 'de-plain-post-1', '--use', 'genai.training', '--explain'],
  ['object', 'de-plain', 'genai-improvement', '--channel', 'letter'],
  ['check', 'de-plain-post-1', '--use', 'genai.training', '--explain'],
]
const [COLUMN, LINE, EDGE, MOST] = [8.4, 20, 20, 100] as const

/** Draws a session in a terminal: each command with what it printed when it was run just now. */
export async function drawTerminal(server: SampleServer, file: string): Promise<void> {
  const lines: { readonly text: string; readonly typed: boolean }[] = []
  for (const command of COMMANDS) {
    lines.push({ text: `$ demur ${command.join(' ')}`, typed: true })
    const printed = (await server.run(...command)).trimEnd().split('\n').flatMap(wrapped)
    lines.push(...printed.map((text) => ({ text, typed: false })), { text: '', typed: false })
  }
  lines.pop()
  const width = Math.round(EDGE * 2 + MOST * COLUMN)
  const height = EDGE * 2 + lines.length * LINE
  const rows = lines.map(({ text, typed }, index) => {
    const y = EDGE + index * LINE + 14
    return text === '' ? '' : `  <text x="${EDGE}" y="${y}"${typed ? ' class="typed"' : ''}>${escaped(text)}</text>\n`
  })
  writeFileSync(file, svg(width, height, lines.map(({ text }) => text).join('\n'), rows.join('')))
}

/** Breaks a line where a terminal would, between words. */
function wrapped(line: string): string[] {
  const lines: string[] = []
  let rest = line
  while (rest.length > MOST) {
    const at = rest.lastIndexOf(' ', MOST)
    lines.push(rest.slice(0, at > 0 ? at : MOST))
    rest = rest.slice(at > 0 ? at + 1 : MOST)
  }
  return [...lines, rest]
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function svg(width: number, height: number, description: string, rows: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
  <title id="title">A session in a terminal</title>
  <desc id="description">${escaped(description)}</desc>
  <style>
    svg { color-scheme: light dark }
    rect { fill: #f6f8fa; stroke: #d0d7de }
    text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #1f2328; white-space: pre }
    .typed { font-weight: 700; fill: #0b57a4 }
    @media (prefers-color-scheme: dark) {
      rect { fill: #10151c; stroke: #39424e }
      text { fill: #e6edf3 }
      .typed { fill: #82bbff }
    }
  </style>
  <rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" />
${rows}</svg>
`
}
