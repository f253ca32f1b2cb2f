/** What a server hands to the pages that everybody may see: the first one, the documentation, and the reference of the schema. */

/** The first page. */
export interface HomeRequest {
  /** Where the server was reached, such as `http://localhost:4000`. */
  readonly origin: string
  /** Whether the development tokens work. */
  readonly development: boolean
  /** Whether the register has the sample in it: what the page shows can then be tried as it is. */
  readonly sample: boolean
  readonly styles: readonly string[]
}

/** The page with every type. */
export interface ReferenceRequest {
  readonly reference: Reference
  /** What an operation may cost at most. */
  readonly costLimit: number
  readonly styles: readonly string[]
}

/** The schema, in the order that it is read. */
export type Reference = readonly ReferenceSection[]

/** What is of one kind, such as the queries, or the enums. */
export interface ReferenceSection {
  readonly title: string
  /** For links. */
  readonly id: string
  readonly text: string
  readonly types: readonly ReferenceType[]
}

export interface ReferenceType {
  readonly name: string
  /** For links. Fields of the three operations have types of their own name, so it is not the name alone. */
  readonly id: string
  readonly description: string
  /** The interfaces of an object, or of another interface. */
  readonly interfaces: readonly string[]
  /** What an interface or a union can be. */
  readonly possibleTypes: readonly string[]
  /** Of which field exactly one is given. */
  readonly oneOf: boolean
  readonly fields: readonly ReferenceField[]
  /** Of an enum. */
  readonly values: readonly {
    readonly name: string
    readonly description: string
    readonly deprecated: string | null
  }[]
  /** The fields and arguments that are of this type, such as `Query.decision`. */
  readonly usedBy: readonly string[]
}

export interface ReferenceField {
  readonly name: string
  /** As it is written, such as `[Reason!]!`, and the name in it. */
  readonly type: { readonly text: string; readonly name: string }
  readonly description: string
  /** Why it should not be used any more; null where it may be. */
  readonly deprecated: string | null
  /** What it adds to the cost of an operation, in words; null where that is 1. */
  readonly cost: string | null
  readonly args: readonly ReferenceArgument[]
}

export interface ReferenceArgument {
  readonly name: string
  readonly type: { readonly text: string; readonly name: string }
  readonly description: string
  readonly deprecated: string | null
  /** As it is written; null where there is none. */
  readonly default: string | null
}

/** A page of the documentation. */
export interface Guide {
  /** Under `/docs/`, such as `gate` or `decisions/0001-one-ledger`. */
  readonly path: string
  readonly title: string
  /** How it begins, without marks. */
  readonly summary: string
  readonly html: string
}

export interface GuideRequest {
  readonly guide: Guide
  readonly styles: readonly string[]
}

/** The page that leads to every other one of the documentation. */
export interface GuidesRequest {
  readonly guides: readonly Guide[]
  readonly styles: readonly string[]
}

export type RenderGuide = (request: GuideRequest) => string
export type RenderGuides = (request: GuidesRequest) => string
export type RenderHome = (request: HomeRequest) => string
export type RenderReference = (request: ReferenceRequest) => string
