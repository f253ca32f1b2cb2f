import { positionOf } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { ChoiceEventRecord } from '../register.ts'
import { Receipt } from './receipt.ts'
import { ChoiceActEnum } from './vocabulary.ts'

export const ChoiceEvent = builder.objectRef<ChoiceEventRecord>('ChoiceEvent')

builder.node(ChoiceEvent, {
  description: 'One act on a setting, as recorded.',
  id: { resolve: ({ position }) => String(position), description: 'Global id.' },
  loadOne: (id, { loaders }) => (/^\d{1,15}$/.test(id) ? loaders.choiceEvent.load(positionOf(Number(id))) : null),
  fields: (t) => ({
    act: t.expose('act', { type: ChoiceActEnum, description: 'What was done.' }),
    effectiveAt: t.expose('effectiveAt', { type: 'DateTime', description: 'From when on it works.' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was recorded.' }),
    position: t.expose('position', { type: 'Position', description: 'Its position in the ledger.' }),
    channel: t.exposeString('channel', { description: 'How it was said.' }),
    actor: t.exposeString('actor', { description: 'Who recorded it.' }),
    receipt: t.field({
      type: Receipt,
      description: 'Proof to keep. Pending until the next checkpoint.',
      resolve: async ({ position }, _, { loaders }) => {
        const receipt = await loaders.receipt.load(position)
        if (receipt === null) throw new Error(`there is no receipt of ${position}`)
        return receipt
      },
    }),
  }),
})
