import type { LedgerEntry } from '@demur/eligibility'
import { type Of, ofType } from './of-type.ts'
import { insertInto, type Projected } from './projected.ts'

/** Registrations of consumers, and what they acknowledged. */
export async function projectConsumers(to: Projected, entries: readonly LedgerEntry[]): Promise<void> {
  const changes = ofType(entries, 'ConsumerRegistered', 'ConsumerDeregistered')
  const ifRegistered = <T>(value: (entry: Of<'ConsumerRegistered'>) => T): (T | null)[] =>
    changes.map((entry) => (entry.type === 'ConsumerRegistered' ? value(entry) : null))
  await insertInto(to, 'consumer_registration', {
    position: ['bigint', changes.map(({ position }) => position)],
    effective_at: ['timestamptz', changes.map(({ effectiveAt }) => effectiveAt)],
    consumer: ['text', changes.map(({ consumer }) => consumer)],
    title: ['text', ifRegistered(({ title }) => title)],
    subject: ['text', ifRegistered(({ subject }) => subject)],
    data_uses: ['jsonb', ifRegistered(({ dataUses }) => JSON.stringify(dataUses))],
    settings: ['jsonb', ifRegistered(({ settings }) => JSON.stringify(settings))],
    deregistered: ['boolean', changes.map(({ type }) => type === 'ConsumerDeregistered')],
  })
  const acknowledged = ofType(entries, 'ConsumerAcknowledged')
  await insertInto(to, 'consumer_acknowledgement', {
    consumer: ['text', acknowledged.map(({ consumer }) => consumer)],
    position: ['bigint', acknowledged.map(({ position }) => position)],
    effective_at: ['timestamptz', acknowledged.map(({ effectiveAt }) => effectiveAt)],
    through: ['bigint', acknowledged.map(({ through }) => through)],
  })
}
