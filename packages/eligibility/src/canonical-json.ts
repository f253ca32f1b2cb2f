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
  const names = Object.keys(object)
  // The default order of sort is that of UTF-16 code units.
  if (names.length > 1) names.sort()
  let members = '{'
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string
    members += `${index === 0 ? '' : ','}${nameOf(name)}${canonicalJson(object[name] as Json)}`
  }
  return `${members}}`
}

/** Names as they are written, with their colon: the fields of entries come again and again. */
const written = /* @__PURE__ */ new Map<string, string>()
const MOST_NAMES = 1000

function nameOf(name: string): string {
  const known = written.get(name)
  if (known !== undefined) return known
  const text = `${JSON.stringify(name)}:`
  if (written.size < MOST_NAMES) written.set(name, text)
  return text
}
