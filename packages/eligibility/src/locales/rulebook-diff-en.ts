import type { ChangeMessages } from '../rulebook-diff/message.ts'

const en: ChangeMessages = {
  locale: 'en',
  impacts: {
    LOOSENING: 'loosens',
    TIGHTENING: 'tightens',
    MIXED: 'loosens for some, tightens for others',
    NEUTRAL: 'changes no decision',
  },
  interval: { bounded: 'from {from} until {until} UTC', open: 'from {from} UTC on' },
  everywhere: 'everywhere',
  everywhereExcept: 'everywhere except {places}',
  controls: { OPT_OUT: 'a right to object', OPT_IN: 'a question for consent', NONE: 'no choice' },
  legalBases: {
    CONSENT: 'consent',
    CONTRACT: 'a contract',
    LEGAL_OBLIGATION: 'a legal obligation',
    VITAL_INTERESTS: 'vital interests',
    PUBLIC_TASK: 'a task in the public interest',
    LEGITIMATE_INTERESTS: 'legitimate interests',
    OVERRIDING_INTEREST: 'an overriding interest (Swiss law)',
    NOT_REQUIRED: 'no legal basis, since none is required',
  },
  changes: {
    TITLE_CHANGED: 'The rulebook is called “{after}”, no longer “{before}” ({language}).',
    DESCRIPTION_CHANGED: 'The rulebook is described otherwise ({language}): {after}',
    SOURCES_CHANGED: 'The rulebook cites other sources.',
    DATA_USE_ADDED: 'The data use “{use}” is new.',
    DATA_USE_REMOVED: 'The data use “{use}” is gone: nothing may be used for it any more.',
    DATA_USE_RENAMED: 'The data use “{before}” is now called “{after}” ({language}).',
    DATA_USE_DESCRIPTION_CHANGED: 'The data use “{use}” is described otherwise ({language}): {after}',
    DATA_USE_SOURCES_CHANGED: 'The data use “{use}” cites other sources.',
    RECIPIENT_ADDED: '{after} receives the data of “{use}” too.',
    RECIPIENT_REMOVED: '{before} no longer receives the data of “{use}”.',
    SETTING_ASSIGNED: 'The setting “{after}” governs “{use}”, which no setting did.',
    SETTING_UNASSIGNED: 'The setting “{before}” no longer governs “{use}”, nor does any other.',
    SETTING_REPLACED:
      'The setting “{after}” governs “{use}” in place of “{before}”: choices made there no longer count for it.',
    SETTING_ADDED: 'The setting “{setting}” is new.',
    SETTING_REMOVED: 'The setting “{setting}” is gone.',
    SETTING_RENAMED: 'The setting “{before}” is now called “{after}” ({language}). Choices made on it are kept.',
    SETTING_DESCRIPTION_CHANGED: 'The setting “{setting}” is described otherwise ({language}): {after}',
    SETTING_MOVED: 'The setting “{setting}” stands at {after}, no longer at {before}.',
    SETTING_SOURCES_CHANGED: 'The setting “{setting}” cites other sources.',
    NOTICE_VERSION_ADDED: 'Whoever was served version {version} of the notice “{notice}” counts as told.',
    NOTICE_VERSION_REMOVED: 'Whoever was served version {version} of the notice “{notice}” no longer counts as told.',
    NOTICE_TELLS_LESS: 'Of content of the kind “{kind}”, the notice “{notice}” no longer tells in version {versions}.',
    NOTICE_TELLS_MORE: 'Of content of the kind “{kind}”, the notice “{notice}” now tells in version {versions} too.',
    NOTICE_REPHRASED: 'The versions of the notice “{notice}” are laid down otherwise, with the same result.',
    RULE_ADDED: 'Rule “{rule}” is new. It is about “{use}” and covers {places}.',
    RULE_REMOVED: 'Rule “{rule}” is gone. It was about “{use}” and covered {places}.',
    RULE_REKEYED: 'Rule “{before}” has the key “{rule}” now.',
    PLACES_GAINED: 'Rule “{rule}” ({use}) covers {places}, which it did not.',
    PLACES_LOST: 'Rule “{rule}” ({use}) no longer covers {places}.',
    PLACES_REPHRASED: 'The places of rule “{rule}” ({use}) are written otherwise, with the same result.',
    IN_FORCE_GAINED: 'Rule “{rule}” ({use}) is in force {interval}, which it was not.',
    IN_FORCE_LOST: 'Rule “{rule}” ({use}) is not in force {interval}, which it was.',
    PHASES_REPHRASED: 'The phases of rule “{rule}” ({use}) are laid down otherwise; it is in force at the same times.',
    LEGAL_BASIS_CHANGED: 'Rule “{rule}” ({use}) rests on {after}, no longer on {before}.',
    CONTROLLER_CHANGED: 'Under rule “{rule}” ({use}) {after} is the controller, no longer {before}.',
    CONTROL_CHANGED: 'Rule “{rule}” ({use}) offers {after}, no longer {before}.',
    KIND_GAINED:
      'Rule “{rule}” ({use}) covers content of the kind “{kind}”, which it did not, where it is visible to: {visibilities}.',
    KIND_LOST: 'Rule “{rule}” ({use}) no longer covers content of the kind “{kind}”.',
    VISIBILITIES_GAINED:
      'Rule “{rule}” ({use}) covers content of the kind “{kind}” also where it is visible to: {visibilities}.',
    VISIBILITIES_LOST:
      'Rule “{rule}” ({use}) no longer covers content of the kind “{kind}” where it is visible to: {visibilities}.',
    NOTICE_REQUIRED: 'Rule “{rule}” ({use}) requires the notice “{notice}”, {after} days before; it required none.',
    NOTICE_NO_LONGER_REQUIRED: 'Rule “{rule}” ({use}) no longer requires the notice “{notice}”.',
    NOTICE_REPLACED: 'Rule “{rule}” ({use}) requires the notice “{after}” in place of “{before}”.',
    NOTICE_LEAD_CHANGED: 'Rule “{rule}” ({use}) requires its notice {after} days before, not {before}.',
    CONTENT_WINDOW_BEGUN: 'Under rule “{rule}” ({use}) content from before {after} UTC is no longer used.',
    CONTENT_WINDOW_MOVED: 'Under rule “{rule}” ({use}) content is used from {after} UTC on, not from {before} UTC.',
    CONTENT_WINDOW_LIFTED:
      'Under rule “{rule}” ({use}) content from before {before} UTC is used too, however old it is.',
    CREATED_AS_MINOR_EXCLUDED:
      'Under rule “{rule}” ({use}) content that its author created before turning 18 is no longer used.',
    CREATED_AS_MINOR_ALLOWED:
      'Under rule “{rule}” ({use}) content that its author created before turning 18 is used once they are of age.',
    OBJECTION_REACHES_LESS: 'Under rule “{rule}” ({use}) an objection no longer reaches content from before it.',
    OBJECTION_REACHES_MORE: 'Under rule “{rule}” ({use}) an objection reaches content from before it too.',
    OTHERS_NOT_ASKED: 'Under rule “{rule}” ({use}) objections of those who only appear in content no longer count.',
    OTHERS_ASKED: 'Under rule “{rule}” ({use}) objections of those who only appear in content count too.',
    OTHERS_COUNT_LESS:
      'For “{use}”, objections of people in these places count less where they appear in content of others: {places}.',
    OTHERS_COUNT_MORE:
      'For “{use}”, objections of people in these places count more where they appear in content of others: {places}.',
    RULE_SOURCES_CHANGED: 'Rule “{rule}” ({use}) cites other sources.',
  },
}

export default en
