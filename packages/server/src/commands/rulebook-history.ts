import { type AccessOptions, openAccess } from './access.ts'
import { EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { type PointOptions, readPoint } from './points.ts'
import { table } from './table.ts'

const HISTORY = /* GraphQL */ `
  query History($first: Int!, $asKnownAt: Position) {
    rulebooks(first: $first, asKnownAt: $asKnownAt) {
      nodes { version digest position publishedAt publishedBy }
    }
  }
`

interface Published {
  readonly version: string
  readonly digest: string
  readonly position: string
  readonly publishedAt: string
  readonly publishedBy: string | null
}

/** `demur rulebook history`: every rulebook that was ever published, the latest first. */
export async function history(
  options: AccessOptions & OutputOptions & Pick<PointOptions, 'asKnownAt'>,
): Promise<number> {
  const access = await openAccess(options)
  try {
    const { rulebooks } = await access.execute(HISTORY, { first: 1000, ...(await readPoint(access, options)) })
    const { nodes } = rulebooks as { readonly nodes: readonly Published[] }
    const lines = nodes.map(({ version, position, publishedAt, publishedBy, digest }) => [
      version,
      position,
      publishedAt,
      publishedBy ?? '–',
      digest,
    ])
    const text = table(['version', 'position', 'published', 'by', 'digest'], lines)
    print(options, nodes, nodes.length === 0 ? 'No rulebook was published yet.' : text)
    return EXIT.ok
  } finally {
    await access.close()
  }
}
