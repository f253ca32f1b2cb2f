import type { Transport } from './transport.ts'

/** Of each call whether it gives one answer (0), or many (1). */
type Kinds<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (...given: never[]) => AsyncIterable<unknown> ? 1 : 0
}

/** The module that has the calls. */
interface Part<Calls> {
  readonly calls: (transport: Transport) => Calls
}

/**
 * Calls whose module is loaded when the first of them is made. They are named here, because nothing else is known of
 * them before; the compiler counts them.
 */
export function onDemand<Calls>(transport: Transport, load: () => Promise<Part<Calls>>, kinds: Kinds<Calls>): Calls {
  // What each of them takes and gives is in the type of `Calls`.
  type Call = (...given: readonly unknown[]) => AsyncGenerator<unknown>
  const find = async (name: string) => (await load()).calls(transport)[name as keyof Calls] as Call
  const calls = Object.entries(kinds).map(([name, many]) => [
    name,
    many
      ? async function* (...given: readonly unknown[]) {
          return yield* (await find(name))(...given)
        }
      : async (...given: readonly unknown[]) => (await find(name))(...given),
  ])
  // Made from a list of the very same names.
  return Object.fromEntries(calls) as Calls
}
