/** What is checked, in words: what holds where a reason does not block, and what would have to change where it does. */
export interface Check {
  readonly passed: string
  readonly change: string
}

/** In the order of the reasons of the register, which says of each what it means. A newer one has no words here yet. */
export const CHECKS: Readonly<Record<string, Check>> = {
  UNKNOWN_ITEM: { passed: 'The item is registered.', change: 'The item would have to be registered.' },
  UNKNOWN_MEMBER: {
    passed: 'Its author and co-authors are registered members.',
    change: 'Its author and every co-author would have to be registered.',
  },
  UNKNOWN_DATA_USE: {
    passed: 'The rulebook has this data use.',
    change: 'A rulebook with this data use would have to be published.',
  },
  ITEM_DELETED: { passed: 'The item is not deleted.', change: 'Nothing: what is deleted stays deleted.' },
  ACCOUNT_CLOSED: {
    passed: 'The accounts of its authors are open.',
    change: 'The account would have to be opened again.',
  },
  KIND_NEVER: {
    passed: 'Its kind is none of the absolute exclusions.',
    change: 'Nothing: no rulebook can bring this kind into scope.',
  },
  MINOR: {
    passed: 'Nobody in it is a minor, as far as is known.',
    change:
      'Everybody in it would have to be of age, by a verified date of birth where they are believed to be minors.',
  },
  REGION_UNRESOLVED: {
    passed: 'Where its authors live is known.',
    change: 'The residence of the author and of every co-author would have to be recorded.',
  },
  NO_RULE: {
    passed: 'A rule covers where its authors live.',
    change: 'A rule for this place would have to be published.',
  },
  SUSPENDED: { passed: 'The rule is not suspended.', change: 'The suspension of the rule would have to end.' },
  BEFORE_START: { passed: 'The rule has begun.', change: 'Time: the first phase of the rule would have to begin.' },
  ENDED: { passed: 'The rule has not ended.', change: 'A rule with a phase for this time would have to be published.' },
  NOTICE_NOT_SERVED: {
    passed: 'The notice that the rule asks for was served.',
    change: 'The notice would have to be served to the author and every co-author.',
  },
  NOTICE_PERIOD: {
    passed: 'The time after the notice is over.',
    change: 'Time: the days after the notice would have to pass.',
  },
  KIND_NOT_IN_SCOPE: {
    passed: 'The scope of the rule lists its kind.',
    change: 'The rule would have to list this kind of content.',
  },
  VISIBILITY_NOT_IN_SCOPE: {
    passed: 'The scope of the rule lists its visibility.',
    change: 'The author would have to make it visible to more people, or the rule to list this visibility.',
  },
  SENSITIVE_SOURCE: {
    passed: 'It stands in no page or group that is flagged sensitive.',
    change: 'The flag of the page or group would have to go.',
  },
  OUTSIDE_CONTENT_WINDOW: {
    passed: 'It was created within the content window of the rule.',
    change: 'The rule would have to reach further back.',
  },
  CREATED_AS_MINOR: {
    passed: 'It was not created by a minor, or the rule allows that.',
    change: 'The rule would have to allow what was created as a minor.',
  },
  OBJECTED: {
    passed: 'The author has no objection in force that reaches it.',
    change: 'The author would have to withdraw the objection. Nobody else can.',
  },
  OBJECTED_BY_OTHER: {
    passed: 'Nobody else in it has an objection in force that reaches it.',
    change: 'Somebody else in it would have to withdraw their objection. Who that is, nobody is told.',
  },
  CONSENT_MISSING: {
    passed: 'Where the rule asks for consent, it was given.',
    change: 'The author and every co-author would have to consent.',
  },
}

/** Without these nothing else can be looked at. */
export const FIRST_OF_ALL: readonly string[] = ['UNKNOWN_ITEM', 'UNKNOWN_DATA_USE']
