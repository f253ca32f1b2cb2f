import type { ReactNode } from 'react'
import type {
  ReferenceArgument,
  ReferenceField,
  ReferenceSection,
  ReferenceType,
  Reference as Sections,
} from '../../site-request.d.ts'

/** The schema as a page: a table of contents, and each type with a heading that can be linked to. */
export function Reference({ reference, limit }: { readonly reference: Sections; readonly limit: string }): ReactNode {
  const ids = new Map(reference.flatMap(({ types }) => types.map(({ name, id }) => [name, id])))
  return (
    <div className="reference">
      <header className="opening">
        <h1>Schema reference</h1>
        <p className="lead">
          Every type, field and argument, made from the schema that this server answers by. One operation may cost{' '}
          {limit}: a field costs 1, and what is asked of the entries of a list counts five times, unless the field says
          otherwise.
        </p>
      </header>
      <nav className="contents" aria-label="Types">
        {reference.map((section) => (
          <Contents key={section.id} section={section} />
        ))}
      </nav>
      <div>
        {reference.map((section) => (
          <Section key={section.id} section={section} ids={ids} />
        ))}
      </div>
    </div>
  )
}

/** What a section has in it: its types, and for an operation its fields. */
function Contents({ section: { title, types } }: { readonly section: ReferenceSection }): ReactNode {
  const [only] = types
  const operation = types.length === 1 && only !== undefined && only.fields.length > 0 && only.usedBy.length === 0
  const entries = operation
    ? only.fields.map(({ name }) => ({ name, id: `${only.id}.${name}` }))
    : types.map(({ name, id }) => ({ name, id }))
  return (
    <details>
      <summary>
        {title} <span className="quiet">{entries.length}</span>
      </summary>
      <ul>
        {entries.map(({ id, name }) => (
          <li key={id}>
            <a href={`#${id}`}>{name}</a>
          </li>
        ))}
      </ul>
    </details>
  )
}

type Ids = ReadonlyMap<string, string>

function Section({ section, ids }: { readonly section: ReferenceSection; readonly ids: Ids }): ReactNode {
  return (
    <section aria-labelledby={section.id}>
      <h2 id={section.id}>{section.title}</h2>
      <p>{section.text}</p>
      {section.types.map((type) => (
        <Type key={type.id} type={type} ids={ids} />
      ))}
    </section>
  )
}

function Type({ type, ids }: { readonly type: ReferenceType; readonly ids: Ids }): ReactNode {
  return (
    <article className="type" aria-labelledby={type.id}>
      <h3 id={type.id}>
        <a href={`#${type.id}`}>{type.name}</a>
      </h3>
      <Text text={type.description} />
      {type.oneOf && <p>Exactly one of the fields is given.</p>}
      <Names title="Is" names={type.interfaces} ids={ids} />
      <Names title="Can be" names={type.possibleTypes} ids={ids} />
      {type.fields.length > 0 && (
        <dl className="members">
          {type.fields.map((field) => (
            <Field key={field.name} field={field} of={type} ids={ids} />
          ))}
        </dl>
      )}
      {type.values.length > 0 && (
        <dl className="members">
          {type.values.map(({ name, description, deprecated }) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>
                <Text text={description} />
                <Deprecated reason={deprecated} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <Names title="Used by" names={type.usedBy} ids={ids} />
    </article>
  )
}

function Field({
  field,
  of,
  ids,
}: {
  readonly field: ReferenceField
  readonly of: ReferenceType
  readonly ids: Ids
}): ReactNode {
  return (
    <div id={`${of.id}.${field.name}`}>
      <dt>
        <code>
          {field.name}: <TypeLink type={field.type} ids={ids} />
        </code>
      </dt>
      <dd>
        <Text text={field.description} />
        <Deprecated reason={field.deprecated} />
        {field.cost !== null && <p className="quiet">Costs {field.cost}.</p>}
        {field.args.length > 0 && (
          <dl className="args">
            {field.args.map((arg) => (
              <Argument key={arg.name} arg={arg} ids={ids} />
            ))}
          </dl>
        )}
      </dd>
    </div>
  )
}

function Argument({ arg, ids }: { readonly arg: ReferenceArgument; readonly ids: Ids }): ReactNode {
  return (
    <div>
      <dt>
        <code>
          {arg.name}: <TypeLink type={arg.type} ids={ids} />
          {arg.default !== null && ` = ${arg.default}`}
        </code>
      </dt>
      <dd>
        <Text text={arg.description} />
        <Deprecated reason={arg.deprecated} />
      </dd>
    </div>
  )
}

/** A type as it is written, with a link to what it names. */
function TypeLink({ type, ids }: { readonly type: ReferenceField['type']; readonly ids: Ids }): ReactNode {
  const [before, after] = type.text.split(type.name)
  const id = ids.get(type.name)
  return (
    <>
      {before}
      {id === undefined ? type.name : <a href={`#${id}`}>{type.name}</a>}
      {after}
    </>
  )
}

/** Names of types, or of fields such as `Query.decision`. */
function Names({
  title,
  names,
  ids,
}: {
  readonly title: string
  readonly names: readonly string[]
  readonly ids: Ids
}): ReactNode {
  if (names.length === 0) return null
  return (
    <p className="names">
      {title}{' '}
      {names.map((name, index) => {
        const [type = '', field] = name.split('.')
        const id = ids.get(type)
        return (
          <span key={name}>
            {index > 0 && ', '}
            <a href={field === undefined ? `#${id}` : `#${id}.${field}`}>{name}</a>
          </span>
        )
      })}
    </p>
  )
}

function Deprecated({ reason }: { readonly reason: string | null }): ReactNode {
  if (reason === null) return null
  return (
    <p>
      <strong>Deprecated.</strong> {reason}
    </p>
  )
}

/** A description: paragraphs, with `code` in them. */
function Text({ text }: { readonly text: string }): ReactNode {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => (
      <p key={paragraph}>
        {paragraph
          .split(/`([^`]+)`/)
          .map((part, index) => (index % 2 === 1 ? <code key={`${index}-${part}`}>{part}</code> : part))}
      </p>
    ))
}
