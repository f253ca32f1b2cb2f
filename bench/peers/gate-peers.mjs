/**
 * Reads rules and questions as JSON from standard input, answers the questions by one peer over and over, and prints as
 * JSON how many it answered in a second of the processor, and what.
 */
import { text } from 'node:stream/consumers'

const { peer, clauses, questions, seconds } = JSON.parse(await text(process.stdin))

const PEERS = { casbin, cedar, jsonRulesEngine }

/** A line for each clause; what blocks in every place is in the matcher. */
async function casbin() {
  const { newEnforcer, newModelFromString, StringAdapter } = await import('casbin')
  const model = newModelFromString(`
[request_definition]
r = item
[policy_definition]
p = region, visibility, kinds, told, notBefore
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.item.region == p.region && r.item.visibility == p.visibility && among(r.item.kind, p.kinds) && \
atLeast(r.item.told, p.told) && atLeast(r.item.createdAt, p.notBefore) && !r.item.closed && !r.item.minor && \
!r.item.sensitive && r.item.createdAt >= r.item.ofAgeAt && r.item.createdAt < r.item.blockedFrom
`)
  const lines = clauses.map(({ region, visibility, kinds, told, notBefore }) =>
    ['p', region, visibility, kinds.join(' '), told, notBefore].join(', '),
  )
  const enforcer = await newEnforcer(model, new StringAdapter(lines.join('\n')))
  const lists = new Map(clauses.map(({ kinds }) => [kinds.join(' '), new Set(kinds)]))
  await enforcer.addFunction('among', (kind, kinds) => lists.get(kinds).has(kind))
  await enforcer.addFunction('atLeast', (value, least) => value >= Number(least))
  return (question) => enforcer.enforceSync(question)
}

/** A permission for each clause, and one prohibition for what blocks in every place. */
async function cedar() {
  const { preparsePolicySet, statefulIsAuthorized } = await import('@cedar-policy/cedar-wasm/nodejs')
  const permits = clauses.map(
    ({ region, visibility, kinds, told, notBefore }) => `permit (principal, action, resource) when {
  context.region == ${JSON.stringify(region)} && context.visibility == ${JSON.stringify(visibility)} &&
  ${JSON.stringify(kinds)}.contains(context.kind) && context.told >= ${told} && context.createdAt >= ${notBefore}
};`,
  )
  const forbid = `forbid (principal, action, resource) when {
  context.closed || context.minor || context.sensitive ||
  context.createdAt < context.ofAgeAt || context.createdAt >= context.blockedFrom
};`
  const parsed = preparsePolicySet('rules', { staticPolicies: [...permits, forbid].join('\n') })
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed))
  const principal = { type: 'Program', id: 'training' }
  const action = { type: 'Action', id: 'use' }
  const resource = { type: 'Item', id: 'item' }
  const rest = { principal, action, resource, entities: [], preparsedPolicySetId: 'rules' }
  return (context) => {
    const answer = statefulIsAuthorized({ ...rest, context })
    if (answer.type !== 'success') throw new Error(JSON.stringify(answer))
    return answer.response.decision === 'allow'
  }
}

/** A rule for each clause, with everything that it asks; the first that is met answers. */
async function jsonRulesEngine() {
  const { Engine } = await import('json-rules-engine')
  const engine = new Engine()
  const is = (fact, value) => ({ fact, operator: 'equal', value })
  const least = (fact, value) => ({ fact, operator: 'greaterThanInclusive', value })
  for (const { region, visibility, kinds, told, notBefore } of clauses) {
    const all = [
      is('region', region),
      is('visibility', visibility),
      { fact: 'kind', operator: 'in', value: kinds },
      is('closed', false),
      is('minor', false),
      is('sensitive', false),
      least('told', told),
      least('createdAt', notBefore),
      least('createdAt', { fact: 'ofAgeAt' }),
      { fact: 'createdAt', operator: 'lessThan', value: { fact: 'blockedFrom' } },
    ]
    engine.addRule({ conditions: { all }, event: { type: 'allow' } })
  }
  engine.on('allow', () => engine.stop())
  return async (question) => (await engine.run(question)).events.length > 0
}

const decide = await PEERS[peer]()
const answers = []
for (const question of questions) {
  const answer = decide(question)
  answers.push(typeof answer === 'boolean' ? answer : await answer)
}
const began = performance.now()
const before = process.cpuUsage()
let asked = 0
for (let at = 0; performance.now() - began < seconds * 1000; at = (at + 1) % questions.length) {
  const answer = decide(questions[at])
  if (typeof answer !== 'boolean') await answer
  asked += 1
}
const { user, system } = process.cpuUsage(before)
process.stdout.write(JSON.stringify({ rate: (asked * 1e6) / (user + system), answers }))
