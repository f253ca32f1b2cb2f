import type { ChoiceEvent, Client } from '@demur/sdk'
import { type ReactNode, useState } from 'react'
import { usePage } from './page-context.tsx'

type Found = 'verified' | 'unproven' | 'refuted' | 'unchecked'

/** Verifies a receipt here, in the browser: neither the server nor its database is asked whether it is right. */
export function ReceiptCheck({ event, what }: { readonly event: ChoiceEvent; readonly what: string }): ReactNode {
  const { data, client, language } = usePage()
  const { page } = language
  const [found, setFound] = useState<Found | null>(null)
  if (data.publicKeys.length === 0) return null
  const check = async (): Promise<void> => {
    // Emptied first, so that the same answer is read out again.
    setFound(null)
    setFound(await checkReceipt(client, event.receipt.document, data.publicKeys))
  }
  return (
    <>
      <button
        className="plain scripted"
        type="button"
        aria-label={`${page.verify}: ${what}`}
        onClick={() => void check()}
      >
        {page.verify}
      </button>
      <span role="status">{found === null ? '' : page[found]}</span>
    </>
  )
}

const FOUND = { VERIFIED: 'verified', PENDING: 'unproven', REFUSED: 'refuted' } as const

/** A receipt that was pending when the page was made may be signed by now: its proof is asked for, and verified here. */
async function checkReceipt(client: Client, document: string, publicKeys: readonly string[]): Promise<Found> {
  try {
    const { completeReceipt, verifyReceipt } = await import('@demur/sdk/receipts')
    const { status } = await verifyReceipt(document, { publicKeys })
    if (status !== 'PENDING') return FOUND[status]
    const completed = await completeReceipt(client, document)
    if (completed.status === 'REFUSED') return 'refuted'
    return FOUND[(await verifyReceipt(completed.document, { publicKeys })).status]
  } catch {
    // No answer came, or what checks receipts could not be loaded.
    return 'unchecked'
  }
}
