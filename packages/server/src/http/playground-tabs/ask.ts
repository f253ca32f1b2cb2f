/** Questions: why, and what was known then. */
import type { PlaygroundTab } from './tab.ts'

export const WHY_NOT_ELIGIBLE: PlaygroundTab = {
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
}

export const THEN_AND_NOW: PlaygroundTab = {
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
}
