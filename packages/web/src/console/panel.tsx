import { type ReactNode, useId } from 'react'

/** A part of a view with a heading of its own. */
export function Panel({
  title,
  wide = false,
  children,
}: {
  readonly title: ReactNode
  readonly wide?: boolean
  readonly children: ReactNode
}): ReactNode {
  const id = useId()
  return (
    <section className={wide ? 'panel wide' : 'panel'} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}
