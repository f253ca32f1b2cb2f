/** Rules: what is laid down, and what another rulebook would change. */
import type { PlaygroundTab } from './tab.ts'

export const EVERYTHING_A_RULE_SAYS: PlaygroundTab = {
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
}

export const WHAT_WOULD_A_RULEBOOK_CHANGE: PlaygroundTab = {
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
}
