import type { ReactNode } from 'react'
import type { HomeRequest } from '../../site-request.d.ts'
import { firstQuestion } from './first-question.ts'
import { PLACES } from './shell.tsx'

/** What this is, where to go, and how to ask for the first time. */
export function Home({ request }: { readonly request: HomeRequest }): ReactNode {
  const { development, sample } = request
  const { graphql, curl, sdk } = firstQuestion(request)
  return (
    <>
      <section className="opening">
        <h1>May this be used?</h1>
        <p className="lead">
          May <em>this content item</em> of <em>this member</em> be used for <em>this data use</em> – training a
          generative model, sharing for ads – <em>here</em> and <em>now</em>? Demur answers that one question, with
          reasons and proof, and records objections that work from their receipt on.
        </p>
      </section>
      <ul className="cards">
        {PLACES.map(({ href, name, text, for: whom }) => (
          <li key={href}>
            <h2>
              <a href={href}>{name}</a>
            </h2>
            <p>{text}</p>
            <p className="quiet">For {whom}</p>
          </li>
        ))}
      </ul>
      <section aria-labelledby="first">
        <h2 id="first">The first question</h2>
        <p>
          {sample
            ? 'The register has a sample in it: 45 members and 300 items, whose keys say what they show. May this post train a model?'
            : 'Put the key of one of your items and of a data use of your rulebook in. May this post train a model?'}
          {!development && ' The token is an access token of your issuer, in the variable DEMUR_TOKEN.'}
        </p>
        <Sample title="From a shell" language="sh" code={curl} />
        <Sample title="In GraphQL" language="graphql" code={graphql} />
        <Sample title="From an app" language="ts" code={sdk} before="npm install @demur/sdk" />
        <p>
          The answer is <code>ELIGIBLE</code> or <code>INELIGIBLE</code>, never a maybe. Every reason is named, the
          decisive one first.
        </p>
      </section>
      {development && <Tokens />}
      <section aria-labelledby="machines">
        <h2 id="machines">For machines</h2>
        <dl className="facts">
          <Fact term="/graphql">GraphQL over HTTP POST; subscriptions as server-sent events</Fact>
          <Fact term="/ledger">the ledger as lines of JSON, for imports and exports</Fact>
          <Fact term="/export/eligible">every eligible item of a use at once</Fact>
          <Fact term="/checkpoint">the signed head of the ledger, and its keys under /checkpoint-keys</Fact>
          <Fact term="/livez">whether the server runs, and under /readyz whether it can answer</Fact>
        </dl>
      </section>
    </>
  )
}

function Sample({
  title,
  language,
  code,
  before,
}: {
  readonly title: string
  readonly language: string
  readonly code: string
  readonly before?: string
}): ReactNode {
  return (
    <section className="sample" aria-label={title}>
      <h3>{title}</h3>
      {before !== undefined && (
        <p>
          <code>{before}</code>
        </p>
      )}
      {/* Focusable, so that what is wider than the window can be scrolled to by keyboard. */}
      <pre tabIndex={0} data-language={language}>
        <code>{code}</code>
      </pre>
    </section>
  )
}

/** Who one can be while the server runs for development. */
function Tokens(): ReactNode {
  return (
    <section aria-labelledby="tokens">
      <h2 id="tokens">Who you can be</h2>
      <p>This server runs for development: these tokens work here, and nowhere else.</p>
      <dl className="facts">
        <Fact term="dev-operator">sees everything, imports, publishes rulebooks, objects for members</Fact>
        <Fact term="dev-auditor">reads everything, changes nothing</Fact>
        <Fact term="dev-service">asks, lists, objects for members, opens and seals runs</Fact>
        <Fact term="dev-member:de-plain">is the member with that key</Fact>
      </dl>
    </section>
  )
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>
        <code>{term}</code>
      </dt>
      <dd>{children}</dd>
    </div>
  )
}
