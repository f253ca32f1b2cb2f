/** Fills the tables of the documentation that are written down in code, so that no page can fall behind it. */
import { readFileSync, writeFileSync } from 'node:fs'
import {
  ALLOWING_REASONS,
  BLOCKING_REASONS,
  lookupLocale,
  MESSAGES,
  REASON_MEANINGS,
  type ReasonCode,
} from '@demur/eligibility'
import { CHECKPOINT_REFUSALS, RECEIPT_REFUSALS } from '@demur/eligibility/evidence'
import { LEDGER_PROBLEMS } from '../packages/server/src/evidence/verify-ledger.ts'
import { VARIABLES } from '../packages/server/src/variables.ts'

const docs = new URL('../docs/', import.meta.url)

/** Writes each table into its page. */
export function generateDocs(): void {
  fill('decision-model.md', 'reasons', reasonTable())
  fill('operations.md', 'settings', settingsTable())
  fill('ledger-and-proof.md', 'receipt-refusals', codeTable({ ...RECEIPT_REFUSALS, ...CHECKPOINT_REFUSALS }))
  fill('ledger-and-proof.md', 'ledger-problems', codeTable(LEDGER_PROBLEMS))
}

function reasonTable(): string {
  const blocking = BLOCKING_REASONS.map((code, index) => reasonRow(String(index + 1), code))
  const allowing = ALLOWING_REASONS.map((code) => reasonRow('–', code))
  return table(['#', 'Code', 'Applies when', 'The sentence that a person reads'], [...blocking, ...allowing])
}

function reasonRow(number: string, code: ReasonCode): string[] {
  const { reasons } = lookupLocale('en', MESSAGES)
  return [number, `\`${code}\``, REASON_MEANINGS[code], reasons[code]]
}

function settingsTable(): string {
  const rows = Object.entries(VARIABLES).map(([name, [fallback, meaning]]) => {
    return [`\`${name}\``, fallback === '' ? 'empty' : `\`${fallback}\``, meaning]
  })
  return table(['Variable', 'Default', 'What it does'], rows)
}

function codeTable(meanings: Readonly<Record<string, string>>): string {
  const rows = Object.entries(meanings).map(([code, meaning]) => [`\`${code}\``, meaning])
  return table(['Code', 'Means'], rows)
}

/** A table in Markdown as the formatter writes it; cells must not break a row. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = head.map((_, column) => Math.max(3, ...lines.map((cells) => cells[column]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  const [titles = [], ...body] = lines
  return [titles, widths.map((width) => '-'.repeat(width)), ...body].map(line).join('\n')
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function fill(page: string, name: string, content: string): void {
  const file = new URL(page, docs)
  const text = readFileSync(file, 'utf8')
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, until] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || until < from) throw new Error(`docs/${page} has no place marked ${begin} … ${end}`)
  writeFileSync(file, `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(until)}`)
}
