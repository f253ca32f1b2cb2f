import type { DocumentNode } from 'graphql'

/** A parsed operation and the types of its data and variables, as urql, Apollo and this client read them. */
export interface TypedDocumentNode<Data, Variables> extends DocumentNode {
  /** Never there when the program runs. */
  readonly __apiType?: (variables: Variables) => Data
}
