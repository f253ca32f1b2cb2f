import { formatInstant, type Instant } from '@demur/eligibility'
import { type ReceiptClaim, type ReceiptVerification, toHex, verifyReceipt } from '@demur/eligibility/evidence'
import { EXIT } from './exit.ts'
import { keysOf } from './keys.ts'
import { type OutputOptions, print } from './output.ts'
import { documentsOf } from './receipt-files.ts'

interface VerifyOptions extends OutputOptions {
  /** Verifier keys, or files that hold one on each line. */
  readonly key: readonly string[]
  readonly revokedKey?: readonly string[]
  readonly origin?: string
}

/** `demur receipt verify <file> --key <key>`: needs neither a register nor a server. */
export async function verifyReceiptFile(file: string, options: VerifyOptions): Promise<number> {
  const trust = {
    publicKeys: options.key.flatMap(keysOf),
    revokedKeys: options.revokedKey?.flatMap(keysOf),
    origin: options.origin,
  }
  const codes = new Set<number>()
  for (const document of await documentsOf(file)) {
    const verified = await verifyReceipt(document, trust)
    print(options, jsonOf(verified), wordsOf(verified))
    codes.add(exitOf(verified))
  }
  return WORST_FIRST.find((code) => codes.has(code)) ?? EXIT.ok
}

/** Of several receipts the one that fares worst says how the command ends. */
const WORST_FIRST: readonly number[] = [EXIT.refused, EXIT.usage, EXIT.pending]

function exitOf(verified: ReceiptVerification): number {
  if (verified.status === 'VERIFIED') return EXIT.ok
  if (verified.status === 'PENDING') return EXIT.pending
  return ['RECEIPT_MALFORMED', 'KEY_MALFORMED'].includes(verified.code) ? EXIT.usage : EXIT.refused
}

/** As the server writes such things: instants and positions are texts, hashes hexadecimal. */
function jsonOf(verified: ReceiptVerification): object {
  switch (verified.status) {
    case 'VERIFIED': {
      const { proves, checkpoint, ...rest } = verified
      const { origin, size, root } = checkpoint
      return { ...rest, proves: claimJson(proves), checkpoint: { origin, size: String(size), root: toHex(root) } }
    }
    case 'PENDING':
      return { ...verified, claims: claimJson(verified.claims) }
    case 'REFUSED':
      return verified
  }
}

function claimJson(claim: ReceiptClaim): object {
  const { position, recordedAt, effectiveAt, notice } = claim
  return {
    ...claim,
    position: String(position),
    recordedAt: formatInstant(recordedAt),
    effectiveAt: instantText(effectiveAt, null),
    notice: notice && {
      ...notice,
      position: String(notice.position),
      recordedAt: formatInstant(notice.recordedAt),
      servedAt: instantText(notice.servedAt, null),
    },
  }
}

function instantText<Absent>(instant: Instant | null, absent: Absent): string | Absent {
  return instant === null ? absent : formatInstant(instant)
}

function wordsOf(verified: ReceiptVerification): string {
  switch (verified.status) {
    case 'VERIFIED': {
      const { origin, size, root } = verified.checkpoint
      return [
        'VERIFIED: the ledger held this entry when the checkpoint was signed.',
        ...claimLines(verified.proves),
        line('checkpoint', `${origin}, ${size} entries, root ${toHex(root)}`),
        ...verified.signedBy.map((key) => line('signed by', key)),
      ].join('\n')
    }
    case 'PENDING': {
      const head = 'PENDING: nothing is signed yet, so this proves nothing. Fetch it again after the next checkpoint.'
      return [head, ...claimLines(verified.claims)].join('\n')
    }
    case 'REFUSED': {
      const { code, message, problems } = verified
      const more = problems.filter((problem) => problem.message !== message)
      const places = more.map((problem) => line(problem.path.join('.') || '(document)', problem.message))
      return [`REFUSED ${code}: ${message}`, ...places].join('\n')
    }
  }
}

const ERASED = 'erased'

function claimLines({ type, act, fields, notice, ...claim }: ReceiptClaim): string[] {
  const { position, recordedAt, effectiveAt, member, setting, actor, channel, hash } = claim
  const known =
    fields === null
      ? [line('fields', ERASED)]
      : [
          ...(member === null ? [] : [line('member', member)]),
          ...(setting === null ? [] : [line('setting', setting)]),
          line('effective', instantText(effectiveAt, ERASED)),
          line('by', `${actor}${channel === null ? '' : `, through ${channel}`}`),
          ...(act === null ? [line('fields', JSON.stringify(fields))] : []),
        ]
  return [
    line('entry', `${type}, position ${position}`),
    line('recorded', formatInstant(recordedAt)),
    ...known,
    // Which notice had been served to somebody who was erased is not known any more.
    ...(act === null || (fields === null && notice === null) ? [] : [line('notice', noticeText(notice))]),
    line('hash', hash),
  ]
}

function noticeText(notice: ReceiptClaim['notice']): string {
  if (notice === null) return 'none had been served'
  const which = `${notice.notice ?? ERASED}, version ${notice.version ?? ERASED}`
  return `${which}, served ${instantText(notice.servedAt, ERASED)} (position ${notice.position})`
}

function line(name: string, value: string): string {
  return `  ${name.padEnd(12)} ${value}`
}
