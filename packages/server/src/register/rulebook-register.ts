import type { Instant } from '@demur/eligibility'
import type { RulebookRegister, Viewer } from '@demur/schema'
import { measureEffect } from './effect.ts'
import type { Engine } from './engine.ts'
import { proposalEffect, readProposal, readProposals } from './proposals.ts'
import { proposeRulebook } from './propose-rulebook.ts'
import { publishRulebook } from './publish-rulebook.ts'
import { approveRulebook, rejectRulebook } from './review-rulebook.ts'
import { compareRulebooks, readPublication, readRulebooks } from './rulebooks.ts'

/** The part of the register that is about rulebooks, as one viewer sees it during one request. */
export function rulebookRegisterFor(engine: Engine, viewer: Viewer, now: Instant): RulebookRegister {
  return {
    rulebooks: (page, asKnownAt) => readRulebooks(engine, viewer, page, asKnownAt),
    rulebook: (reference) => readPublication(engine, viewer, reference),
    rulebookDiff: (request) => compareRulebooks(engine, request),
    publishRulebook: (command) => publishRulebook(engine, viewer, now, command),
    rulebookProposals: (status, page) => readProposals(engine, viewer, now, status, page),
    rulebookProposal: (id) => readProposal(engine, viewer, now, id),
    proposeRulebook: (command) => proposeRulebook(engine, viewer, command),
    approveRulebook: (id) => approveRulebook(engine, viewer, now, id),
    rejectRulebook: (id, note) => rejectRulebook(engine, viewer, now, id, note),
    proposalEffect: (proposal, point) => proposalEffect(engine, now, proposal, point),
    rulebookEffect: (question, samples) => measureEffect(engine, question, samples),
  }
}
