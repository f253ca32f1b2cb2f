import { verifyReceipt } from '@demur/sdk/receipts'
import { type FormEvent, type ReactNode, useState } from 'react'
import { number } from '../format.ts'
import { ConsoleReceiptDocument } from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { messageOf, useClient } from '../query.ts'

/** A receipt is verified with the keys of the register: pasted by whoever holds it, or fetched by its position. */
export function VerifyReceipt({ keys }: { readonly keys: readonly string[] }): ReactNode {
  const client = useClient()
  const [document, setDocument] = useState('')
  const [position, setPosition] = useState('')
  const [said, setSaid] = useState<{ readonly state: 'good' | 'bad' | 'open'; readonly text: string } | null>(null)
  const fetchIt = async () => {
    if (!/^\d{1,15}$/.test(position)) return setSaid({ state: 'bad', text: 'Give the position of an entry.' })
    try {
      const { receipt } = await client.execute(ConsoleReceiptDocument, { position })
      if (receipt === null) return setSaid({ state: 'bad', text: 'There is no such entry.' })
      setDocument(receipt.document)
      setSaid(null)
    } catch (error) {
      setSaid({ state: 'bad', text: messageOf(error) })
    }
  }
  const verify = async (event: FormEvent) => {
    event.preventDefault()
    const found = await verifyReceipt(document, { publicKeys: keys })
    if (found.status === 'REFUSED') return setSaid({ state: 'bad', text: found.message })
    const { type, position: at, member } = found.status === 'VERIFIED' ? found.proves : found.claims
    const claim = `${type} at position ${number(at)}${member === null ? '' : `, about ${member}`}`
    if (found.status === 'PENDING')
      return setSaid({ state: 'open', text: `Fits together, and is not signed yet: ${claim}.` })
    setSaid({ state: 'good', text: `Real: ${claim}, signed with ${number(found.checkpoint.size)} entries.` })
  }
  return (
    <Panel
      title="Verify a receipt"
      asked={{
        document: ConsoleReceiptDocument,
        variables: { position: /^\d{1,15}$/.test(position) ? position : '1' },
      }}
      what="a receipt"
    >
      <form className="stack" onSubmit={(event) => void verify(event)}>
        <div className="acts">
          <label>
            Position of an entry
            <input inputMode="numeric" value={position} onChange={({ target }) => setPosition(target.value.trim())} />
          </label>
          <button type="button" className="button" onClick={() => void fetchIt()}>
            Fetch its receipt
          </button>
        </div>
        <label>
          Receipt
          <textarea
            rows={7}
            required
            value={document}
            onChange={({ target }) => setDocument(target.value)}
            spellCheck={false}
          />
        </label>
        <div className="acts">
          <button type="submit" className="button primary">
            Verify
          </button>
        </div>
        <p
          role="status"
          className={
            said === null || said.state === 'open' ? undefined : said.state === 'good' ? 'good-text' : 'bad-text'
          }
        >
          {said === null ? '' : `${{ good: '✓', bad: '✕', open: '…' }[said.state]} ${said.text}`}
        </p>
      </form>
    </Panel>
  )
}
