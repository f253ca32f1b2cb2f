import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly title: string
  readonly of: (row: Row) => ReactNode
  /** Numbers stand at the right. */
  readonly numeric?: boolean
}

/** A table that can be scrolled sideways with the keyboard where it is wider than the screen. The first column names the row. */
export function Table<Row>({
  caption,
  captionSeen = false,
  columns,
  rows,
  keyOf,
}: {
  readonly caption: string
  readonly captionSeen?: boolean
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
}): ReactNode {
  return (
    <div className="scroller" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption className={captionSeen ? undefined : 'unseen'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, numeric }) => (
              <th key={title} scope="col" className={numeric ? 'numeric' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, of, numeric }, nth) =>
                nth === 0 ? (
                  <th key={title} scope="row">
                    {of(row)}
                  </th>
                ) : (
                  <td key={title} className={numeric ? 'numeric' : undefined}>
                    {of(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
