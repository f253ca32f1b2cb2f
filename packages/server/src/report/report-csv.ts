import type { Report } from './report.ts'

/** One value a line: which table, which row by its first cell, which column. The bytes depend on the report alone. */
export function reportCsv({ facts, tables }: Report): string {
  const lines = [['table', 'row', 'column', 'value'], ...facts.map(([name, value]) => ['Report', '', name, value])]
  for (const { title, columns, rows } of tables) {
    for (const row of rows) {
      for (const [nth, column] of columns.entries()) {
        if (nth > 0) lines.push([title, String(row[0]), column, String(row[nth])])
      }
    }
  }
  return lines.map((line) => `${line.map(field).join(',')}\r\n`).join('')
}

/** Quoted where RFC 4180 wants it; what a spreadsheet would take for a formula is kept from being one. */
function field(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+$/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
