import { type PlotOptions, plot } from '@observablehq/plot'
import { type ReactNode, useEffect, useRef, useState } from 'react'

/** A chart as wide as it may be, and below it the same as a table for whoever does not see it or wants the numbers. */
export function Chart({
  label,
  options,
  legend,
  table,
}: {
  /** What it shows, in one sentence. */
  readonly label: string
  /** What to draw at a width in pixels. Keep it the same object for the same data. */
  readonly options: (width: number) => PlotOptions
  readonly legend?: ReactNode
  readonly table: ReactNode
}): ReactNode {
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    const element = place.current
    if (element === null || width === 0) return undefined
    const drawn = plot({ className: 'plot', ...options(width), width })
    // The policy of the page forbids styles that are inline; the same ones stand in the file of the page.
    for (const style of drawn.querySelectorAll('style')) style.remove()
    // The chart as a whole is one image with one name; what its parts are called says nothing to anybody.
    for (const part of drawn.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
    drawn.setAttribute('aria-hidden', 'true')
    element.append(drawn)
    return () => drawn.remove()
  }, [options, width])
  return (
    <figure className="chart">
      <div ref={place} role="img" aria-label={label} className="drawing" />
      {legend}
      <details className="as-table">
        <summary>
          As a table<span className="unseen">: {label}</span>
        </summary>
        {table}
      </details>
    </figure>
  )
}

/** What colours and shapes of a chart stand for. */
export function Legend({
  entries,
}: {
  readonly entries: readonly { readonly mark: string; readonly name: string }[]
}): ReactNode {
  return (
    <ul className="legend" aria-hidden="true">
      {entries.map(({ mark, name }) => (
        <li key={name}>
          <span className={`swatch ${mark}`} />
          {name}
        </li>
      ))}
    </ul>
  )
}
