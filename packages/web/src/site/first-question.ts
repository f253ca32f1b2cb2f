import type { HomeRequest } from '../../site-request.d.ts'

/** The first question, as one would ask it from a shell, in GraphQL and from an app: the same three times. */
export function firstQuestion({ origin, development, sample }: HomeRequest): {
  readonly graphql: string
  readonly curl: string
  readonly sdk: string
} {
  const item = sample ? 'de-objected-post-1' : 'your-item'
  const dataUse = sample ? 'genai.training' : 'your.use'
  const graphql = `query {
  decision(question: { item: { key: "${item}" }, dataUse: "${dataUse}" }) {
    outcome
    explanation
    reasons {
      code
    }
  }
}`
  const oneLine = graphql.replaceAll(/\s+/g, ' ')
  const curl = `curl ${origin}/graphql \\
  -H 'authorization: Bearer ${development ? 'dev-auditor' : '\'"$DEMUR_TOKEN"\''}' \\
  -H 'content-type: application/json' \\
  -d '${JSON.stringify({ query: oneLine })}'`
  const sdk = `import { createClient } from '@demur/sdk'

const demur = createClient({
  url: '${origin}/graphql',
  auth: ${development ? "'dev-auditor'" : 'process.env.DEMUR_TOKEN'},
})
const decision = await demur.eligibility.check({ item: '${item}', dataUse: '${dataUse}' })
console.log(decision.outcome, decision.decisiveReason, decision.explanation)`
  return { graphql, curl, sdk }
}
