/** A parsed document, as far as printing it needs to know. */
export interface SyntaxTree {
  readonly kind: string
  readonly definitions: readonly { readonly kind: string }[]
}

/** A node of a parsed document: which members it has depends on its kind. */
interface SyntaxNode {
  readonly kind: string
  readonly operation?: string
  readonly name?: { readonly value: string }
  readonly alias?: { readonly value: string }
  readonly value?: string | boolean | SyntaxNode
  readonly values?: readonly SyntaxNode[]
  readonly fields?: readonly SyntaxNode[]
  readonly arguments?: readonly SyntaxNode[]
  readonly directives?: readonly SyntaxNode[]
  readonly definitions?: readonly SyntaxNode[]
  readonly variable?: SyntaxNode
  readonly variableDefinitions?: readonly SyntaxNode[]
  readonly defaultValue?: SyntaxNode
  readonly type?: SyntaxNode
  readonly typeCondition?: SyntaxNode
  readonly selectionSet?: SyntaxNode
  readonly selections?: readonly SyntaxNode[]
}

/** Writes a parsed executable document as text, without needing a GraphQL library when the program runs. */
export function printDocument(document: SyntaxTree): string {
  return print(document)
}

function print(node: SyntaxNode | undefined): string {
  if (node === undefined) return ''
  const name = node.name?.value ?? ''
  switch (node.kind) {
    case 'Document':
      return list(node.definitions, '\n')
    case 'OperationDefinition':
      return `${node.operation} ${name}${enclosed('(', node.variableDefinitions, ')')}${tail(node)}`
    case 'FragmentDefinition':
      return `fragment ${name} on ${print(node.typeCondition)}${tail(node)}`
    case 'VariableDefinition':
      return `${print(node.variable)}:${print(node.type)}${before('=', node.defaultValue)}${tail(node)}`
    case 'SelectionSet':
      return `{${list(node.selections, ' ')}}`
    case 'Field':
      return `${node.alias === undefined ? '' : `${node.alias.value}:`}${name}${enclosed('(', node.arguments, ')')}${tail(node)}`
    case 'FragmentSpread':
      return `...${name}${tail(node)}`
    case 'InlineFragment':
      return `...${before('on ', node.typeCondition)}${tail(node)}`
    case 'Directive':
      return `@${name}${enclosed('(', node.arguments, ')')}`
    case 'Argument':
    case 'ObjectField':
      return `${name}:${valueOf(node)}`
    case 'Variable':
      return `$${name}`
    case 'NamedType':
      return name
    case 'ListType':
      return `[${print(node.type)}]`
    case 'NonNullType':
      return `${print(node.type)}!`
    case 'ListValue':
      return `[${list(node.values, ' ')}]`
    case 'ObjectValue':
      return `{${list(node.fields, ' ')}}`
    case 'NullValue':
      return 'null'
    case 'StringValue':
      return JSON.stringify(node.value)
    default:
      return valueOf(node)
  }
}

/** A value that stands inside of a node, or that the node itself is. */
function valueOf({ value }: SyntaxNode): string {
  return typeof value === 'object' ? print(value) : String(value)
}

/** What most nodes end with. */
function tail({ directives, selectionSet }: SyntaxNode): string {
  return `${enclosed(' ', directives, '')}${print(selectionSet)}`
}

function list(nodes: readonly SyntaxNode[] | undefined, separator: string): string {
  return (nodes ?? []).map(print).join(separator)
}

function enclosed(open: string, nodes: readonly SyntaxNode[] | undefined, close: string): string {
  return nodes === undefined || nodes.length === 0 ? '' : open + list(nodes, ' ') + close
}

function before(text: string, node: SyntaxNode | undefined): string {
  return node === undefined ? '' : text + print(node)
}
