import { type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'

const PUBLISH = /* GraphQL */ `
  mutation Publish {
    publishCheckpoint {
      __typename
      ... on PublishCheckpointSuccess { isNew checkpoint { origin size root note publishedAt } }
      ... on Error { code message }
    }
  }
`

const KEYS = /* GraphQL */ `
  query Keys { checkpointKeys { verifier current firstSize addedAt } }
`

interface CheckpointOptions extends AccessOptions, OutputOptions {
  readonly keys?: boolean
}

/** `demur checkpoint`: publishes one and prints it, or prints the public keys. */
export async function checkpoint(options: CheckpointOptions): Promise<number> {
  const access = await openAccess(options)
  try {
    if (options.keys === true) {
      const { checkpointKeys } = await access.execute(KEYS, {})
      const keys = checkpointKeys as { verifier: string }[]
      print(options, keys, keys.map(({ verifier }) => verifier).join('\n'))
      return EXIT.ok
    }
    const { publishCheckpoint } = await access.execute(PUBLISH, {})
    const outcome = publishCheckpoint as { code?: string; message?: string; checkpoint?: { note: string } }
    if (outcome.checkpoint === undefined) {
      throw new CommandFailed(EXIT.refused, outcome.message ?? 'Nothing was published.', { code: outcome.code })
    }
    print(options, outcome, outcome.checkpoint.note.trimEnd())
    return EXIT.ok
  } finally {
    await access.close()
  }
}
