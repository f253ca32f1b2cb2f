/** The tabs that the playground opens with. Each runs as it is against the sample register. */
export interface PlaygroundTab {
  readonly title: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  /** The development token that it runs with. */
  readonly token: string
}

export const PLAYGROUND_TABS: readonly PlaygroundTab[] = [
  {
    title: 'Why is this item not eligible?',
    token: 'dev-auditor',
    query: `# Why may this post not train a generative model? Every reason is named, the decisive one first.
query WhyIsThisItemNotEligible($item: String!, $dataUse: String!) {
  decision(question: { item: { key: $item }, dataUse: $dataUse }) {
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
    variables: { item: 'de-objected-post-1', dataUse: 'genai.training' },
  },
  {
    title: 'Object',
    token: 'dev-member:de-plain',
    query: `# A member objects. It works from the answer on; ask again in the first tab about de-plain-post-1.
mutation Object($setting: String!) {
  setOptOut(input: { setting: $setting, act: OBJECT, channel: "playground" }) {
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
    variables: { setting: 'genai-improvement' },
  },
  {
    title: 'What changed',
    token: 'dev-auditor',
    query: `# The ledger holds every fact in order. Read on from the last position that you saw – or put
# “subscription { ledger { position type member item } }” here and watch it grow.
query WhatChanged($after: Position!) {
  ledgerHead
  ledger(after: $after, first: 20) {
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
    variables: { after: '1' },
  },
  {
    title: 'Everything a rule says',
    token: 'dev-auditor',
    query: `# What is laid down for one data use, place by place, with its sources.
query EverythingARuleSays($dataUse: String!) {
  dataUse(key: $dataUse) {
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
    variables: { dataUse: 'genai.training' },
  },
]
