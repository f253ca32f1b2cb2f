import type { Report, ReportTable } from './report.ts'
import { barsOf, type Cell } from './report.ts'

const NUMBER = new Intl.NumberFormat('en')
const MARGIN = 48
const WIDTH = 595.28 - 2 * MARGIN
const BOTTOM = 841.89 - MARGIN
const ROW = 15
const COLORS = ['#1a66b8', '#b8500a'] as const

/** A document whose text can be selected and searched. Its dates are those of the report, so that its bytes are too. */
export async function reportPdf(report: Report): Promise<Buffer> {
  // Loaded when the first one is made: few servers make any.
  const { default: PDFDocument } = await import('pdfkit')
  const made = new Date(report.at)
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    lang: 'en',
    info: { Title: 'Objection register', CreationDate: made, ModDate: made },
  })
  const chunks: Buffer[] = []
  const written = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', () => resolve(Buffer.concat(chunks)))
    document.on('error', reject)
  })
  const page = new Page(document)
  page.title('Objection register')
  for (const [name, value] of report.facts) page.line([name, value], [0, 150], 'normal')
  for (const table of report.tables) writeTable(page, table)
  document.end()
  return written
}

function writeTable(page: Page, table: ReportTable): void {
  const { title, columns, rows, drawn } = table
  page.heading(title)
  if (rows.length === 0) return page.line(['None.'], [0], 'normal')
  const bars = barsOf(table)
  const room = drawn.length > 0 ? WIDTH * 0.75 : WIDTH
  const first = Math.max(room - (columns.length - 1) * 84, room * 0.24)
  const step = (room - first) / Math.max(columns.length - 1, 1)
  const places = columns.map((_, nth) => (nth === 0 ? 0 : first + (nth - 1) * step))
  page.legend(
    drawn.map((column) => columns[column] ?? ''),
    room + 8,
  )
  page.line(columns, places, 'head')
  for (const [nth, row] of rows.entries()) {
    page.line(row.map(text), places, 'normal')
    page.bar(bars[nth] ?? [], room + 8, WIDTH - room - 8)
  }
}

function text(cell: Cell): string {
  return typeof cell === 'number' ? NUMBER.format(cell) : cell
}

/** Writes line by line, and goes on to the next page where one is full. */
class Page {
  readonly #document: PDFKit.PDFDocument
  #y = MARGIN

  constructor(document: PDFKit.PDFDocument) {
    this.#document = document
  }

  title(value: string): void {
    this.#document.font('Helvetica-Bold').fontSize(20).fillColor('#141a22').text(value, MARGIN, this.#y)
    this.#y += 34
  }

  heading(value: string): void {
    this.#y += 16
    this.#room(ROW * 3)
    this.#document.font('Helvetica-Bold').fontSize(12).fillColor('#141a22')
    this.#document.text(printable(value), MARGIN, this.#y, { lineBreak: false })
    this.#y += 20
  }

  line(cells: readonly string[], places: readonly number[], kind: 'normal' | 'head'): void {
    this.#room(ROW)
    const size = 8.5
    this.#document.font(kind === 'head' ? 'Helvetica-Bold' : 'Helvetica').fontSize(size)
    this.#document.fillColor(kind === 'head' ? '#4b5563' : '#141a22')
    let height = 0
    for (const [nth, cell] of cells.entries()) {
      const from = places[nth] ?? 0
      // What is long goes on in the next line: nothing of a key may be lost.
      const width = Math.max((places[nth + 1] ?? WIDTH) - from - 6, 30)
      const options = { width, lineGap: 0 }
      height = Math.max(height, this.#document.heightOfString(printable(cell), options))
      this.#document.text(printable(cell), MARGIN + from, this.#y, options)
    }
    this.#y += Math.max(ROW, height + 4)
  }

  /** Says what the bars of the next lines are, beside the next one. */
  legend(names: readonly string[], from: number): void {
    let x = MARGIN + from
    this.#document.font('Helvetica').fontSize(7)
    for (const [nth, name] of names.entries()) {
      this.#document.rect(x, this.#y + 1, 6, 6).fill(COLORS[nth] ?? COLORS[0])
      this.#document.fillColor('#4b5563').text(printable(name), x + 9, this.#y + 1, { lineBreak: false })
      x += 16 + this.#document.widthOfString(printable(name))
    }
  }

  /** Beside the line that was written last. */
  bar(parts: readonly number[], from: number, width: number): void {
    let x = MARGIN + from
    for (const [nth, part] of parts.entries()) {
      if (part > 0) this.#document.rect(x, this.#y - ROW + 1, part * width, 6).fill(COLORS[nth] ?? COLORS[0])
      x += part * width
    }
  }

  #room(height: number): void {
    if (this.#y + height <= BOTTOM) return
    this.#document.addPage()
    this.#y = MARGIN
  }
}

/** The fonts that every reader of PDF has know the letters of Western Europe; others are written as their numbers. */
function printable(value: string): string {
  return value.replace(/[^\n\x20-\x7e\xa0-\xff]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}
