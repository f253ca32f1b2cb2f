/** The types behind each union and interface: Apollo's cache has to be told. */
export const possibleTypes: Record<string, string[]> = {
  "AbandonRunResult": [
    "AbandonRunSuccess",
    "ForbiddenError",
    "NotFoundError",
    "RunNotOpenError"
  ],
  "AcknowledgeResult": [
    "AcknowledgeSuccess",
    "ForbiddenError",
    "InvalidInputError",
    "NotFoundError"
  ],
  "ApproveRulebookResult": [
    "ApproveRulebookSuccess",
    "ForbiddenError",
    "NotFoundError",
    "ProposalNotOpenError"
  ],
  "DeregisterConsumerResult": [
    "DeregisterConsumerSuccess",
    "ForbiddenError",
    "NotFoundError"
  ],
  "EraseMemberResult": [
    "EraseMemberSuccess",
    "ForbiddenError",
    "NotFoundError"
  ],
  "Error": [
    "ForbiddenError",
    "IdempotencyMismatchError",
    "InvalidInputError",
    "NoSigningKeyError",
    "NotAppliedError",
    "NotFoundError",
    "ProposalNotOpenError",
    "RulebookRefusedError",
    "RunNotOpenError",
    "VersionConflictError"
  ],
  "Node": [
    "ChoiceEvent",
    "Consumer",
    "ContentItem",
    "DataUse",
    "Member",
    "OptOutSetting",
    "Region",
    "Rule",
    "Rulebook",
    "RulebookProposal",
    "Run",
    "SettingDefinition"
  ],
  "OpenRunResult": [
    "ForbiddenError",
    "InvalidInputError",
    "OpenRunSuccess"
  ],
  "ProposeRulebookResult": [
    "ForbiddenError",
    "RulebookProposed",
    "RulebookRefusedError"
  ],
  "PublishCheckpointResult": [
    "ForbiddenError",
    "NoSigningKeyError",
    "NotFoundError",
    "PublishCheckpointSuccess"
  ],
  "PublishRulebookResult": [
    "ForbiddenError",
    "PublishRulebookSuccess",
    "RulebookProposed",
    "RulebookRefusedError"
  ],
  "RecordNoticeServedResult": [
    "ForbiddenError",
    "InvalidInputError",
    "NotFoundError",
    "RecordNoticeServedSuccess"
  ],
  "RegisterConsumerResult": [
    "ForbiddenError",
    "InvalidInputError",
    "RegisterConsumerSuccess"
  ],
  "RejectRulebookResult": [
    "ForbiddenError",
    "NotFoundError",
    "ProposalNotOpenError",
    "RejectRulebookSuccess"
  ],
  "RulebookDiffResult": [
    "NotFoundError",
    "RulebookDiff",
    "RulebookRefusedError"
  ],
  "SealRunResult": [
    "ForbiddenError",
    "NotFoundError",
    "RunNotOpenError",
    "SealRunSuccess"
  ],
  "SetOptOutResult": [
    "ForbiddenError",
    "IdempotencyMismatchError",
    "InvalidInputError",
    "NotAppliedError",
    "NotFoundError",
    "SetOptOutSuccess",
    "VersionConflictError"
  ],
  "TestWebhookResult": [
    "ForbiddenError",
    "NotFoundError",
    "TestWebhookSuccess"
  ],
  "WebhookResult": [
    "ForbiddenError",
    "InvalidInputError",
    "NotFoundError",
    "WebhookSuccess"
  ]
};
