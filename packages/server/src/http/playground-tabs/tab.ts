/** A tab that the playground opens with. Values stand in the query: what GraphiQL keeps of variables depends on the tab that was open last. */
export interface PlaygroundTab {
  readonly title: string
  readonly query: string
}
