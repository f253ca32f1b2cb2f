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
]
