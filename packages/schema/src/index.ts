/**
 * The GraphQL model of Demur. It knows no storage: whoever implements `Register` can serve it.
 * @packageDocumentation
 */
import type { GraphQLSchema } from 'graphql'
import { builder } from './builder.ts'
import './types/scalars.ts'
import './types/vocabulary.ts'
import './types/viewer.ts'
import './types/region.ts'
import './types/setting-definition.ts'
import './types/data-use.ts'
import './types/rule.ts'
import './types/decision.ts'
import './types/member.ts'
import './types/content-item.ts'
import './types/opt-out-setting.ts'
import './types/choice-event.ts'
import './types/erasure.ts'
import './types/notice.ts'
import './types/run.ts'
import './types/run-commands.ts'
import './types/run-diff.ts'
import './types/run-verification.ts'
import './types/past-use.ts'
import './types/known-time.ts'
import './types/rulebook.ts'
import './types/rulebook-diff.ts'
import './types/rulebook-proposal.ts'
import './types/publish-rulebook.ts'

import './types/consumer.ts'

import './types/review-rulebook.ts'

import './types/webhook.ts'
import './types/ledger-entry.ts'
import './types/ledger-batch.ts'
import './types/checkpoint.ts'
import './types/proof.ts'
import './types/receipt.ts'
import './types/statistics.ts'

export { OPERATION_LIMITS } from './builder.ts'
export { type Context, createContext } from './context.ts'
export * from './register.ts'
export { MOST_QUESTIONS } from './types/decision.ts'

/** The executable schema. */
export const schema: GraphQLSchema = builder.toSchema()
