import { readFileSync } from 'node:fs'
import { schema } from '@demur/schema'
import {
  buildASTSchema,
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  Kind,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql'
import { describe, expect, it } from 'vitest'

const contractText = readFileSync(new URL('../contract.graphql', import.meta.url), 'utf8')
const contract = contractSchema()
/** Both sides as their SDL says, so that defaults compare. */
const printed = buildSchema(printSchema(schema))

/** The contract names some connections without spelling them out: those are taken from the schema itself. */
function contractSchema(): GraphQLSchema {
  const document = parse(contractText)
  const ours = parse(printSchema(schema))
  const definitions = [...document.definitions]
  const defined = new Set(definitions.flatMap((definition) => ('name' in definition ? [definition.name?.value] : [])))
  for (let index = 0; index < definitions.length; index += 1) {
    visit(definitions[index] as (typeof definitions)[number], {
      [Kind.NAMED_TYPE]: ({ name }) => {
        if (defined.has(name.value)) return
        defined.add(name.value)
        const found = ours.definitions.find((other) => 'name' in other && other.name?.value === name.value)
        if (found !== undefined) definitions.push(found)
      },
    })
  }
  return buildASTSchema({ kind: Kind.DOCUMENT, definitions })
}

/** What clients count on of a type, as comparable lines. */
function promises(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`)
  if (isUnionType(type)) return type.getTypes().map(({ name }) => `${type.name} = ${name}`)
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).map((field) => `${type.name}.${describeInput(field)}`)
    return [`input ${type.name}${type.isOneOf ? ' @oneOf' : ''}`, ...fields]
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [`scalar ${type.name}`]
  const interfaces = type.getInterfaces().map(({ name }) => `${type.name} implements ${name}`)
  return [...interfaces, ...Object.values(type.getFields()).flatMap((field) => describeField(type.name, field))]
}

function describeField(type: string, { name, args, type: result }: GraphQLField<unknown, unknown>): string[] {
  return [`${type}.${name}: ${result}`, ...args.map((arg) => `${type}.${name}(${describeInput(arg)})`)]
}

function describeInput({ name, type, default: value }: GraphQLInputField | GraphQLArgument): string {
  return `${name}: ${type}${value === undefined ? '' : ` = ${value.literal === undefined ? JSON.stringify(value.value) : print(value.literal)}`}`
}

/** The places of a type that have no description. */
function undescribed(type: GraphQLNamedType): string[] {
  const places: [place: string, description: string | null | undefined][] = [[type.name, type.description]]
  if (isEnumType(type)) {
    for (const { name, description } of type.getValues()) places.push([`${type.name}.${name}`, description])
  } else if (isInputObjectType(type)) {
    for (const { name, description } of Object.values(type.getFields()))
      places.push([`${type.name}.${name}`, description])
  } else if (isObjectType(type) || isInterfaceType(type)) {
    for (const { name, description, args } of Object.values(type.getFields())) {
      places.push([`${type.name}.${name}`, description])
      for (const arg of args) places.push([`${type.name}.${name}(${arg.name})`, arg.description])
    }
  }
  return places.filter(([, description]) => !description).map(([place]) => place)
}

describe('the public schema', () => {
  const types = Object.values(contract.getTypeMap()).filter(({ name }) => !name.startsWith('__'))

  it.each(types.map((type) => [type.name, type] as const))('keeps what the contract promises of %s', (name, type) => {
    const ours = printed.getType(name)
    expect(ours, `${name} is missing`).toBeDefined()
    const kept = new Set(promises(ours as GraphQLNamedType))
    expect(promises(type).filter((promise) => !kept.has(promise))).toEqual([])
  })

  it('gives new arguments no say over clients that do not know them', () => {
    for (const type of types.filter(isObjectType)) {
      const ours = schema.getType(type.name)
      if (!isObjectType(ours)) continue
      for (const field of Object.values(type.getFields())) {
        const known = new Set(field.args.map(({ name }) => name))
        const added = ours.getFields()[field.name]?.args.filter(({ name }) => !known.has(name)) ?? []
        expect(added.filter(({ type: input }) => String(input).endsWith('!')).map(({ name }) => name)).toEqual([])
      }
    }
  })

  it('describes every type, field, argument, input field and enum value', () => {
    const silent = Object.values(schema.getTypeMap())
      .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type))
      .flatMap(undescribed)
    expect(silent).toEqual([])
  })

  it('has no null in a list and no list that is null', () => {
    const loose = Object.values(schema.getTypeMap())
      .filter((type) => !type.name.startsWith('__') && isObjectType(type))
      .flatMap((type) =>
        isObjectType(type)
          ? Object.values(type.getFields()).map((field) => `${type.name}.${field.name}: ${field.type}`)
          : [],
      )
      .filter((line) => line.includes('[') && !/: \[\w+!\]!$/.test(line))
    // Relay's own field, as the contract has it: an id that names nothing gives null in its place.
    expect(loose).toEqual(['Query.nodes: [Node]!'])
  })

  it('is printed in schema.graphql', () => {
    expect(`${printSchema(schema)}\n`).toBe(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'))
  })
})
