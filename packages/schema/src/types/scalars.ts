import { formatInstant, parseInstant, positionOf } from '@demur/eligibility'
import { GraphQLError } from 'graphql'
import { builder } from '../builder.ts'

/** An error for the caller: any other is masked. */
function refuse(scalar: string, expected: string): never {
  throw new GraphQLError(`${scalar} cannot represent this value: it must be ${expected}.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  })
}

const asString = (value: unknown): string => String(value)

builder.scalarType('DateTime', {
  description: 'A UTC instant, RFC 3339, millisecond precision. More precise input is refused, not truncated.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: formatInstant,
  parseValue: (value) =>
    parseInstant(value) ?? refuse('DateTime', 'an RFC 3339 instant of at most millisecond precision'),
})

builder.scalarType('CountryCode', {
  description:
    'ISO 3166-1 alpha-2, upper case. Where a region is made of subdivisions, ISO 3166-2 codes stand among them.',
  specifiedByURL: 'https://www.iso.org/iso-3166-country-codes.html',
  serialize: asString,
  parseValue: (value) =>
    typeof value === 'string' && /^[A-Z]{2}$/.test(value) ? value : refuse('CountryCode', 'two upper-case letters'),
})

builder.scalarType('Locale', {
  description: 'BCP 47 language tag. Where a text is not available in it, a more general tag is tried, then English.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/bcp/bcp47.txt',
  serialize: asString,
  parseValue: (value) =>
    typeof value === 'string' && /^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/.test(value)
      ? value
      : refuse('Locale', 'a BCP 47 language tag such as de-AT'),
})

builder.scalarType('Position', {
  description:
    'A ledger position: a decimal integer as a string. Consistency token, known-time argument and feed cursor in one.',
  serialize: asString,
  parseValue: (value) =>
    typeof value === 'string' && /^(0|[1-9]\d{0,15})$/.test(value) && Number.isSafeInteger(Number(value))
      ? positionOf(Number(value))
      : refuse('Position', 'a decimal integer as a string, such as "42"'),
})

builder.scalarType('SafeInt', {
  description: 'An integer up to 2^53 − 1.',
  serialize: Number,
  parseValue: (value) => (Number.isSafeInteger(value) ? (value as number) : refuse('SafeInt', 'a whole number')),
})

builder.scalarType('RulebookDocument', {
  description: 'A rulebook document as JSON: data uses, settings, notices and rules.',
  serialize: (document) => document,
  parseValue: (value) => value as never,
})
