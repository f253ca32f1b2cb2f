import { builder } from '../builder.ts'
import type { ReceiptRecord } from '../register.ts'

const ReceiptStatus = builder.enumType('ReceiptStatus', {
  description: 'How far a receipt has come.',
  values: {
    PENDING: { description: 'No checkpoint covers the entry yet: a promise, to be completed.' },
    COMPLETE: { description: 'Proof under a signed checkpoint.' },
  },
})

export const Receipt = builder.objectRef<ReceiptRecord>('Receipt').implement({
  description: 'Proof of an entry, to keep: it verifies offline with the SDK or the command line and a public key.',
  fields: (t) => ({
    entry: t.string({
      description: 'The position of the entry in the ledger.',
      resolve: ({ position }) => String(position),
    }),
    status: t.expose('status', { type: ReceiptStatus, description: 'How far it has come.' }),
    document: t.exposeString('document', { description: 'The receipt as JSON, complete in itself: keep this.' }),
  }),
})

builder.queryField('receipt', (t) =>
  t.field({
    type: Receipt,
    nullable: true,
    args: { position: t.arg({ type: 'Position', required: true, description: 'Of the entry.' }) },
    description: 'The receipt of an entry, as of the latest checkpoint; asked again, it completes a pending one.',
    resolve: (_, { position }, { loaders }) => loaders.receipt.load(position),
  }),
)
