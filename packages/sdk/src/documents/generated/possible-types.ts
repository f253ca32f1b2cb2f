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
  "DeregisterConsumerResult": [
    "DeregisterConsumerSuccess",
    "ForbiddenError",
    "NotFoundError"
  ],
  "Error": [
    "ForbiddenError",
    "IdempotencyMismatchError",
    "InvalidInputError",
    "NotAppliedError",
    "NotFoundError",
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
    "Run",
    "SettingDefinition"
  ],
  "OpenRunResult": [
    "ForbiddenError",
    "InvalidInputError",
    "OpenRunSuccess"
  ],
  "PublishRulebookResult": [
    "ForbiddenError",
    "PublishRulebookSuccess",
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
  ]
};
