import { barsOf, type Cell, type Report, type ReportTable } from './report.ts'

const NUMBER = new Intl.NumberFormat('en')

/** A document that needs nothing beside it: no script, no style sheet, no picture. */
export function reportHtml({ facts, tables }: Report): string {
  const named = facts.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Objection register, as of ${escaped(facts[0]?.[1] ?? '')}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Objection register</h1>
<dl>${named.join('')}</dl>
${tables.map(tableHtml).join('\n')}
</main>
</body>
</html>
`
}

function tableHtml(table: ReportTable): string {
  const { title, columns, rows, drawn } = table
  if (rows.length === 0) return `<section><h2>${escaped(title)}</h2><p>None.</p></section>`
  const bars = barsOf(table)
  const heads = columns.map((column, nth) => `<th scope="col"${classOf(rows[0]?.[nth])}>${escaped(column)}</th>`)
  const body = rows.map((row, nth) => {
    const cells = row.map((cell, at) =>
      at === 0 ? `<th scope="row">${text(cell)}</th>` : `<td${classOf(cell)}>${text(cell)}</td>`,
    )
    return `<tr>${cells.join('')}${drawn.length === 0 ? '' : `<td class="bar">${bar(bars[nth] ?? [])}</td>`}</tr>`
  })
  const last = drawn.length === 0 ? '' : `<td class="bar">${legend(table)}</td>`
  return `<section><h2>${escaped(title)}</h2><div class="wide"><table><thead><tr>${heads.join('')}${last}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div></section>`
}

function bar(parts: readonly number[]): string {
  let from = 0
  const rects = parts.map((part, nth) => {
    const rect = `<rect class="b${nth}" x="${(from * 200).toFixed(2)}" width="${(part * 200).toFixed(2)}" height="10"/>`
    from += part
    return rect
  })
  return `<svg viewBox="0 0 200 10" width="200" height="10" aria-hidden="true">${rects.join('')}</svg>`
}

function legend({ columns, drawn }: ReportTable): string {
  return drawn.map((column, nth) => `<span class="l${nth}">■</span> ${escaped(columns[column] ?? '')}`).join(' ')
}

function classOf(cell: Cell | undefined): string {
  return typeof cell === 'number' ? ' class="n"' : ''
}

function text(cell: Cell): string {
  return typeof cell === 'number' ? NUMBER.format(cell) : escaped(cell)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

const STYLE = `:root{color-scheme:light dark;--a:light-dark(#1a66b8,#6fb1ff);--b:light-dark(#b8500a,#ffa45c);--q:light-dark(#4b5563,#a9b4c2);--l:light-dark(#dde2e9,#2f3843)}
body{margin:0;font:15px/1.5 system-ui,sans-serif}main{max-width:60rem;margin:auto;padding:2rem 1rem 4rem}h1{font-size:1.6rem;margin:0 0 1rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
dl{margin:0}dl div{display:flex;gap:1rem}dt{width:13rem;color:var(--q)}dd{margin:0;font-variant-numeric:tabular-nums}.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:start;padding:.3rem .5rem;border-bottom:1px solid var(--l);vertical-align:top;overflow-wrap:anywhere}thead th,thead td{color:var(--q);font-weight:600}tbody th{font-weight:500;white-space:nowrap}.n{text-align:end;font-variant-numeric:tabular-nums}
.bar{white-space:nowrap;width:210px}.b0{fill:var(--a)}.b1{fill:var(--b)}.l0{color:var(--a)}.l1{color:var(--b)}section{break-inside:avoid-page}`
