import type { Json, JsonObject } from './entry.ts'

/**
 * JSON in the one form that equal values share: RFC 8785, the JSON Canonicalization Scheme. Members are sorted by the
 * UTF-16 code units of their names, numbers are written as ECMAScript writes them, and there is no white space.
 */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  // Loops: every entry of a ledger passes here, and closures would double what it costs.
  if (Array.isArray(value)) {
    let items = ''
    for (const item of value as readonly Json[]) items += `${items === '' ? '' : ','}${canonicalJson(item)}`
    return `[${items}]`
  }
  const object = value as JsonObject
  let members = ''
  // The default order of sort is that of UTF-16 code units.
  for (const name of Object.keys(object).sort()) {
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(object[name] as Json)}`
  }
  return `{${members}}`
}
