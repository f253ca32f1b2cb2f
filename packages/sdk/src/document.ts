import type { SyntaxTree } from './on-demand/print.ts'

/**
 * An operation and the types of its data and variables: a typed document string, a `TypedDocumentNode`, or plain text,
 * whose data is `unknown`.
 */
export type Document<Data, Variables> = (string | StringObject | SyntaxTree) & {
  /** Never there when the program runs. */
  readonly __apiType?: (variables: Variables) => Data
}

/** What code generators make of a document in string mode: an instance of a subclass of `String`. */
interface StringObject {
  charAt(position: number): string
  toString(): string
}

/** What is sent of a document, and what the client needs to know of it. */
export interface Operation {
  readonly text: string
  /** For hooks and messages. */
  readonly name: string
  /** Whether sending it twice is the same as sending it once. */
  readonly isRead: boolean
}

/** Reads a document. What writes parsed ones as text is loaded when there is one. */
export async function operationOf(document: Document<unknown, never>): Promise<Operation> {
  const isParsed = typeof document === 'object' && 'kind' in document
  const text = isParsed ? (await import('./on-demand/print.ts')).printDocument(document) : String(document)
  const [, name = 'anonymous'] = /\b(?:query|mutation|subscription)\s+(\w+)/.exec(text) ?? []
  // A field or a comment of that name makes a read count as a write, which costs a retry and nothing else.
  return { text, name, isRead: !/\bmutation\b/.test(text) }
}
