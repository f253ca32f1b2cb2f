/** An event of a `text/event-stream` body. */
export interface ServerEvent {
  readonly type: string
  readonly data: string
}

/**
 * Reads an event stream however it is cut into chunks. What it gives takes a chunk of text and gives the events that it
 * completes. Ids and reconnection times are left out: the feed carries its cursor in the data.
 */
export function eventReader(): (chunk: string) => ServerEvent[] {
  let rest = ''
  let type = ''
  let data: string[] = []
  return (chunk) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/)
    // The last line may go on, and a CR at the very end may be half of a CRLF.
    rest = lines.pop() ?? ''
    const events: ServerEvent[] = []
    for (const line of lines) {
      if (line === '') {
        if (type !== '' || data.length > 0) events.push({ type: type || 'message', data: data.join('\n') })
        type = ''
        data = []
        continue
      }
      const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
      if (field === 'event') type = value
      if (field === 'data') data.push(value)
    }
    return events
  }
}
