import {
  completeReceipt,
  formatReceipt,
  isPending,
  isSameEntry,
  type Receipt as ReceiptDocument,
  readReceipt,
} from '@demur/eligibility/evidence'
import { type Access, type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { documentsOf } from './receipt-files.ts'

const ONE = /* GraphQL */ `
  query Receipt($position: Position!) { receipt(position: $position) { entry status document } }
`

const ALL = /* GraphQL */ `
  query Receipts($member: MemberRef!, $after: String) {
    member(by: $member) {
      receipts(first: 100, after: $after) { nodes { entry status document } pageInfo { hasNextPage endCursor } }
    }
  }
`

interface Receipt {
  readonly entry: string
  readonly status: string
  readonly document: string
}

interface ReceiptPage {
  readonly nodes: readonly Receipt[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

interface GetOptions extends AccessOptions, OutputOptions {
  /** Takes what looks like a position for the key of a member. */
  readonly member?: boolean
}

/** `demur receipt get <member or position>`: documents, one on each line. */
export async function getReceipts(what: string, options: GetOptions): Promise<number> {
  const access = await openAccess(options)
  try {
    if (options.member !== true && /^\d{1,15}$/.test(what)) {
      const receipt = await readOne(access, what)
      print(options, receipt, receipt.document)
      return EXIT.ok
    }
    for await (const receipt of receiptsOf(access, what)) print(options, receipt, receipt.document)
    return EXIT.ok
  } finally {
    await access.close()
  }
}

async function readOne(access: Access, position: string): Promise<Receipt> {
  const { receipt } = (await access.execute(ONE, { position })) as { receipt: Receipt | null }
  if (receipt === null) throw new CommandFailed(EXIT.refused, `There is no entry at position ${position}.`)
  return receipt
}

async function* receiptsOf(access: Access, member: string): AsyncGenerator<Receipt> {
  for (let after: string | null = null; ; ) {
    const data = await access.execute(ALL, { member: { key: member }, after })
    const found = data.member as { readonly receipts: ReceiptPage } | null
    if (found === null) throw new CommandFailed(EXIT.refused, `There is no member “${member}”.`)
    yield* found.receipts.nodes
    if (!found.receipts.pageInfo.hasNextPage) return
    after = found.receipts.pageInfo.endCursor
  }
}

/** `demur receipt complete <file>`: its documents with the proof under the latest checkpoint, all of them or none. */
export async function completeFile(file: string, options: AccessOptions & OutputOptions): Promise<number> {
  const documents = await documentsOf(file)
  const receipts = documents.map((document, index) =>
    receiptOf(document, documents.length === 1 ? file : `${file}, receipt ${index + 1},`),
  )
  const access = await openAccess(options)
  try {
    const completed: Receipt[] = []
    for (const receipt of receipts) completed.push(await complete(access, receipt))
    for (const receipt of completed) print(options, receipt, receipt.document)
    return EXIT.ok
  } finally {
    await access.close()
  }
}

function receiptOf(document: string, name: string): ReceiptDocument {
  const { receipt, problems } = readReceipt(document)
  if (receipt !== null) return receipt
  const places = problems.map(({ path, message }) => `${path.join('.') || 'the document'} ${message}`)
  throw new CommandFailed(EXIT.usage, `${name} is no receipt: ${places.join('; ')}.`, { problems })
}

async function complete(access: Access, receipt: ReceiptDocument): Promise<Receipt> {
  const position = String(receipt.entry.header.position)
  const newer = readReceipt((await readOne(access, position)).document).receipt
  if (newer === null || !isSameEntry(receipt, newer)) {
    const message = `The register has another entry at position ${position} than the receipt.`
    throw new CommandFailed(EXIT.refused, message, { code: 'ENTRY_MISMATCH' })
  }
  if (isPending(newer)) throw new CommandFailed(EXIT.pending, `No checkpoint covers position ${position} yet.`)
  return { entry: position, status: 'COMPLETE', document: formatReceipt(completeReceipt(receipt, newer) ?? newer) }
}
