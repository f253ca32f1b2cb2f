import { type ReactNode, useState } from 'react'

/** What was asked. */
export interface Asked {
  /** The operation, a typed document. */
  readonly document: unknown
  readonly variables: Readonly<Record<string, unknown>>
}

/** Long addresses are cut by somebody on the way. Characters. */
const LONGEST_ADDRESS = 7000

/** What a view asked, to be asked again by anybody: the operation with its variables, which runs in the playground. */
export function CopyGraphQL({ of, what }: { readonly of: Asked; readonly what: string }): ReactNode {
  const [said, setSaid] = useState('')
  const text = withValues(of)
  const address = `/graphql?${new URLSearchParams({ query: text })}`
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(`${text}\n`)
      setSaid('Copied.')
    } catch {
      setSaid('The browser does not let this page copy: open it in the playground.')
    }
  }
  return (
    <p className="copy">
      <button type="button" className="plain" onClick={() => void copy()}>
        Copy as GraphQL<span className="unseen">: {what}</span>
      </button>
      {address.length <= LONGEST_ADDRESS && (
        <a href={address} target="_blank" rel="noreferrer">
          Playground<span className="unseen">: {what}, in a new tab</span>
        </a>
      )}
      <span role="status">{said}</span>
    </p>
  )
}

/** The operation with the values of its variables as their defaults: one text that says and runs everything. */
export function withValues({ document, variables }: Asked): string {
  return String(document).replace(/\$(\w+): ([\w![\]]+)(?=[,)])/g, (declared, name: string) => {
    const value = variables[name]
    return value === undefined || value === null ? declared : `${declared} = ${literal(value)}`
  })
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{ ${fields.map(([name, field]) => `${name}: ${literal(field)}`).join(', ')} }`
}
