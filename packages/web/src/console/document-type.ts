/** The types of the data and variables of an operation. */
export interface DocumentTypeDecoration<Data, Variables> {
  /** Never there when the program runs. */
  readonly __apiType?: (variables: Variables) => Data
}
