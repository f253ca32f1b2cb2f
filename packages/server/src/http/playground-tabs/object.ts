/** Objecting, and who has applied it. */
import type { PlaygroundTab } from './tab.ts'

export const OBJECT: PlaygroundTab = {
  title: 'Object',
  query: `# An objection on behalf of a member, say by phone. It works from the answer on: ask again in the first tab about
# de-plain-post-1. Only the member can take it back.
mutation Object {
  setOptOut(
    input: { member: { key: "de-plain" }, setting: "genai-improvement", act: OBJECT, channel: "phone" }
  ) {
    __typename
    ... on SetOptOutSuccess {
      position
      unchanged
      setting {
        choice
        inForce
        useAllowed
        version
      }
      event {
        effectiveAt
        receipt {
          entry
          document
        }
      }
    }
    ... on Error {
      code
      message
    }
  }
}
`,
}

export const WHO_HAS_APPLIED_IT: PlaygroundTab = {
  title: 'Who has applied it?',
  query: `# A training pipeline says up to where it has applied what the ledger says. What was objected later is not applied yet:
# ask again after acknowledging more. As the member ({ "authorization": "Bearer dev-member:de-objected" }) only
# “appliedBy” answers.
mutation WhoHasAppliedIt {
  registerConsumer(
    input: {
      key: "training"
      title: "Model training"
      dataUses: ["genai.training"]
      settings: [{ setting: "genai-improvement", deadline: "P30D" }]
    }
  ) {
    __typename
    ... on Error {
      message
    }
  }
  acknowledge(input: { consumer: "training", position: "474" }) {
    __typename
    ... on AcknowledgeSuccess {
      entry
      consumer {
        acknowledged
        behind
        unapplied
        overdue
        firstDue {
          setting
          effectiveAt
          dueAt
        }
      }
    }
    ... on Error {
      message
    }
  }
  setOptOut(
    input: { member: { key: "no-plain" }, setting: "genai-improvement", act: OBJECT, channel: "phone" }
  ) {
    __typename
    ... on SetOptOutSuccess {
      setting {
        appliedBy {
          consumer
          title
          status
          since
          dueAt
        }
      }
    }
    ... on Error {
      message
    }
  }
}
`,
}
