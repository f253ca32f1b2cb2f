import { type ReactNode, useId } from 'react'
import { type Asked, CopyGraphQL } from './copy-graphql.tsx'

/** A part of a view with a heading of its own, and at its end what it asked, for anybody to ask again. */
export function Panel({
  title,
  wide = false,
  asked,
  what,
  children,
}: {
  readonly title: string
  readonly wide?: boolean
  /** Null where there is nothing to ask yet. */
  readonly asked: Asked | null
  /** What the answer is; default: the title. */
  readonly what?: string
  readonly children: ReactNode
}): ReactNode {
  const id = useId()
  return (
    <section className={wide ? 'panel wide' : 'panel'} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
      {asked !== null && <CopyGraphQL of={asked} what={what ?? title.toLowerCase()} />}
    </section>
  )
}
