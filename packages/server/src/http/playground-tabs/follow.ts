/** Following the ledger, and the runs that use content. */
import type { PlaygroundTab } from './tab.ts'

export const WHAT_CHANGED: PlaygroundTab = {
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
}

export const WHAT_WOULD_A_RUN_USE: PlaygroundTab = {
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
}
