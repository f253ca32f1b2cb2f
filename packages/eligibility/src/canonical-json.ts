import type { Json, JsonObject } from './entry.ts'

/**
 * JSON in the one form that equal values share: RFC 8785, the JSON Canonicalization Scheme. Members are sorted by the
 * UTF-16 code units of their names, numbers are written as ECMAScript writes them, and there is no white space.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const object = value as JsonObject
    // The default order of sort is that of UTF-16 code units.
    const members = Object.keys(object).sort()
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalJson(object[name] as Json)}`).join(',')}}`
  }
  return JSON.stringify(value)
}
