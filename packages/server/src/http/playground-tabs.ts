/**
 * The tabs that the playground opens with. Each runs as it is against the sample register, with the token that the page
 * sends in development. Values stand in the queries: what GraphiQL keeps of variables depends on the tab that was open last.
 */
export interface PlaygroundTab {
  readonly title: string
  readonly query: string
}

export const PLAYGROUND_TABS: readonly PlaygroundTab[] = [
  {
    title: 'Why is this item not eligible?',
    query: `# Why may this post not train a generative model? Every reason is named, the decisive one first.
# In development you ask as dev-operator. To be somebody else, write under Headers:
#   { "authorization": "Bearer dev-member:de-plain" }
query WhyIsThisItemNotEligible {
  decision(question: { item: { key: "de-objected-post-1" }, dataUse: "genai.training" }) {
    outcome
    explanation
    reasons {
      code
      decisive
      message(locale: "de")
    }
    rule {
      key
      controller
      legalBasis
      sources
    }
    at
    position
    validUntil
  }
}
`,
  },
  {
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
  },
  {
    title: 'What changed',
    query: `# The ledger holds every fact in order. Read on from the last position that you saw – or put
# “subscription { ledger { position type member item } }” here and watch it grow.
query WhatChanged {
  ledgerHead
  ledger(after: "1", first: 20) {
    position
    recordedAt
    effectiveAt
    type
    member
    item
    body
  }
}
`,
  },
  {
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
  },
  {
    title: 'Then and now',
    query: `# What was answered about an instant, as far as was known then, beside what is known of it now, and what was recorded
# in between that changed it. Position 411 is just before an objection arrived: a letter, entered days later, would
# stand here as a correction.
query ThenAndNow {
  decisionThenAndNow(
    question: {
      item: { key: "de-objected-post-1" }
      dataUse: "genai.training"
      at: "2025-11-04T12:00:00Z"
      asKnownAt: "411"
    }
  ) {
    differs
    answeredThen {
      outcome
      explanation
    }
    changes {
      position
      type
      effectiveAt
      correction
      decision {
        outcome
      }
    }
    knownNow {
      outcome
      explanation
    }
  }
}
`,
  },
  {
    title: 'What would a run use?',
    query: `# What a training run that is opened now would use, in the order of its manifest. Open one with the mutations openRun and
# sealRun: from then on its set is fixed, "runs" lists it, and verifyRun derives it anew.
query WhatWouldARunUse {
  eligibleContentItems(dataUse: "genai.training", first: 5) {
    at
    position
    nodes {
      key
      kind
      visibility
      author {
        key
        country
      }
    }
    pageInfo {
      hasNextPage
    }
  }
  runs(first: 5) {
    nodes {
      key
      status
      itemCount
      manifestDigest
    }
    pageInfo {
      hasNextPage
    }
  }
}
`,
  },
  {
    title: 'Everything a rule says',
    query: `# What is laid down for one data use, place by place, with its sources.
query EverythingARuleSays {
  dataUse(key: "genai.training") {
    title
    description
    recipients
    setting {
      key
      title
      path
    }
    rules {
      key
      places
      placesExcepted
      legalBasis
      controller
      control
      phases {
        from
        until
        status
        cause
      }
      scope {
        kind
        visibilities
      }
      notice {
        key
        leadDays
      }
      contentNotBefore
      contentCreatedAsMinor
      objectionScope
      othersInContent
      sources
    }
  }
}
`,
  },
  {
    title: 'What would this rulebook change?',
    query: `# A draft that trains on public posts in the EEA alone. Nothing is written: this says in words in what it differs from
# the rulebook that answers, which decisions on registered items would turn, for which reasons, and shows some.
mutation WhatWouldThisRulebookChange {
  publishRulebook(
    input: {
      dryRun: true
      rulebook: {
        version: "draft"
        dataUses: [
          {
            key: "genai.training"
            title: { en: "Training generative AI" }
            description: { en: "Public posts train AI models that create content." }
            setting: "genai-improvement"
          }
        ]
        settings: [
          {
            key: "genai-improvement"
            title: { en: "Data for Generative AI Improvement" }
            description: { en: "Whether your posts may train AI that creates content." }
          }
        ]
        rules: [
          {
            key: "genai-training-eea"
            dataUse: "genai.training"
            places: ["EEA"]
            phases: [{ from: "2025-11-03T00:00:00Z", status: "IN_FORCE" }]
            legalBasis: "LEGITIMATE_INTERESTS"
            controller: "Example Ltd"
            control: "OPT_OUT"
            scope: [{ kind: "POST", visibilities: ["PUBLIC"] }]
            sources: ["a draft"]
          }
        ]
      }
    }
  ) {
    __typename
    ... on PublishRulebookSuccess {
      changes {
        impact
        message
      }
      effect(samples: 3) {
        dataUse
        becomeEligible
        becomeIneligible
        reasons {
          reason
          blocksNewly
          blocksNoLonger
        }
        samples {
          item {
            key
          }
          before {
            outcome
            decisiveReason
          }
          after {
            outcome
            decisiveReason
          }
        }
      }
    }
    ... on Error {
      code
      message
    }
    ... on RulebookRefusedError {
      problems {
        path
        message
      }
    }
  }
}
`,
  },
]
