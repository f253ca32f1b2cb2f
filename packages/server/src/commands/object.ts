import { type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'

const OBJECT = /* GraphQL */ `
  mutation Object($input: SetOptOutInput!) {
    setOptOut(input: $input) {
      __typename
      ... on SetOptOutSuccess {
        position
        unchanged
        setting { choice inForce useAllowed version }
        event { effectiveAt recordedAt receipt { entry document } }
      }
      ... on Error { code message }
      ... on InvalidInputError { path }
    }
  }
`

interface ObjectOptions extends AccessOptions, OutputOptions {
  readonly effectiveAt?: string
  readonly channel?: string
  readonly idempotencyKey?: string
}

interface Outcome {
  readonly __typename: string
  readonly message?: string
  readonly position: string
  readonly unchanged: boolean
  readonly setting: { readonly inForce: boolean }
  readonly event: { readonly effectiveAt: string }
}

/** `demur object <member> <setting>` */
export async function object(member: string, setting: string, options: ObjectOptions): Promise<number> {
  const access = await openAccess(options)
  try {
    const { effectiveAt, idempotencyKey, channel = 'command line' } = options
    const input = { member: { key: member }, setting, act: 'OBJECT', effectiveAt, idempotencyKey, channel }
    const { setOptOut } = await access.execute(OBJECT, { input })
    const outcome = setOptOut as Outcome
    if (outcome.__typename !== 'SetOptOutSuccess') {
      throw new CommandFailed(EXIT.refused, outcome.message ?? outcome.__typename, { ...outcome })
    }
    print(options, outcome, recorded(outcome))
    return EXIT.ok
  } finally {
    await access.close()
  }
}

function recorded({ position, unchanged, setting, event }: Outcome): string {
  const since = unchanged ? 'Recorded again; the objection already stood.' : `Objected, from ${event.effectiveAt} on.`
  const works = setting.inForce
    ? ''
    : ' No rule that honours it applies where the member lives; it is kept, and works after a move.'
  return `${since} Position ${position}.${works}`
}
