const DURATION = /^P(?=\d|T\d)(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?)$/
const UNITS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000]

/**
 * Reads an ISO 8601 duration of fixed length, such as `P30D` or `PT72H`, as milliseconds; a day has 24 hours.
 * Null where the text is none or lasts no time, and for years and months, which are not always equally long.
 */
export function parseDuration(text: unknown): number | null {
  const parts = typeof text === 'string' ? DURATION.exec(text) : null
  if (parts === null) return null
  const milliseconds = UNITS.reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0)
  return milliseconds > 0 ? milliseconds : null
}
