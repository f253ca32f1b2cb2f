/** The types behind each union and interface: Apollo's cache has to be told. */
export const possibleTypes: Record<string, string[]> = {
  "AbandonRunResult": [
    "AbandonRunSuccess",
    "ForbiddenError",
    "NotFoundError",
    "RunNotOpenError"
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
