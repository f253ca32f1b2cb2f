import { type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'

const ERASE = /* GraphQL */ `
  mutation Erase($input: EraseMemberInput!) {
    eraseMember(input: $input) {
      __typename
      ... on EraseMemberSuccess { position erasedEntries unchanged }
      ... on Error { code message }
    }
  }
`

interface EraseOptions extends AccessOptions, OutputOptions {
  readonly yes?: boolean
}

interface Erased {
  readonly position: string
  readonly erasedEntries: number
  readonly unchanged: boolean
  readonly code?: string
  readonly message?: string
}

/** `demur erase <member> --yes` */
export async function erase(member: string, options: EraseOptions): Promise<number> {
  if (options.yes !== true) {
    throw new CommandFailed(EXIT.usage, 'Nothing brings back what is erased: say --yes if it is meant.')
  }
  const access = await openAccess(options)
  try {
    const { eraseMember } = await access.execute(ERASE, { input: { member: { key: member } } })
    const { position, erasedEntries, unchanged, code, message } = eraseMember as Erased
    if (message !== undefined) throw new CommandFailed(EXIT.refused, message, { code })
    const text = unchanged
      ? `The member was erased before, at position ${position}: nothing changed.`
      : `Erased. Position ${position} says so; ${erasedEntries} entries lost what they said, and kept their place.`
    print(options, { position, erasedEntries, unchanged }, text)
    return EXIT.ok
  } finally {
    await access.close()
  }
}
