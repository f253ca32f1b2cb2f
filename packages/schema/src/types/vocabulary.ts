/** The closed vocabularies of the rules as GraphQL enums, in their canonical order. */
import {
  ALLOWING_REASONS,
  BLOCKING_REASONS,
  CHOICE_ACTS,
  CHOICES,
  CONTENT_KINDS,
  CONTROLS,
  LEGAL_BASES,
  OUTCOMES,
  PHASE_STATUSES,
  REASON_MEANINGS,
  SUBJECT_ROLES,
  VISIBILITIES,
} from '@demur/eligibility'
import { builder } from '../builder.ts'
import { ROLES } from '../register.ts'

type Described<T extends string> = { readonly [V in T]: { readonly description: string } }

/** Gives every value of a vocabulary its description; a value without one does not compile. */
export function described<const T extends string>(
  vocabulary: readonly T[],
  descriptions: Readonly<Record<T, string>>,
): Described<T> {
  return Object.fromEntries(vocabulary.map((value) => [value, { description: descriptions[value] }])) as Described<T>
}

export const OutcomeEnum = builder.enumType('Outcome', {
  description: 'The two answers there are. Not knowing is INELIGIBLE.',
  values: described(OUTCOMES, {
    ELIGIBLE: 'The item may be used.',
    INELIGIBLE: 'The item may not be used; every reason is named.',
  }),
})

export const ReasonCodeEnum = builder.enumType('ReasonCode', {
  description:
    'Why: three codes allow, the others block, in the order in which they are decisive. A client treats a code that it does not know as blocking.',
  values: described([...ALLOWING_REASONS, ...BLOCKING_REASONS], REASON_MEANINGS),
})

export const ContentKindEnum = builder.enumType('ContentKind', {
  description: 'What a content item is. The last five are absolute exclusions: never eligible for any use.',
  values: described(CONTENT_KINDS, {
    PROFILE: 'Profile details: name, photo, positions, education, skills, summary.',
    PROFILE_CONTACT: 'Contact details of a profile.',
    RECOMMENDATION: 'A recommendation or endorsement of one member by another.',
    POST: 'A post.',
    ARTICLE: 'An article, or a contribution to a collaborative one.',
    COMMENT: 'A comment.',
    POLL_RESPONSE: 'An answer in a poll.',
    PHOTO: 'A photo.',
    VIDEO: 'A video.',
    GROUP_POST: 'A post in a group.',
    GROUP_MESSAGE: 'A message to a group.',
    AI_PROMPT: 'What a member typed into an AI feature.',
    AI_OUTPUT: 'What an AI feature answered.',
    FEEDBACK: 'Feedback: support requests, ratings, reports.',
    SAVED_RESUME: 'A résumé saved for ongoing use.',
    SAVED_SCREENING_ANSWER: 'An answer to a screening question, saved for ongoing use.',
    AD_ENGAGEMENT: 'A reaction to an advertisement.',
    JOB_POSTING: 'A job posting.',
    LEARNING_VIDEO: 'A learning video.',
    PAGE_DATA: 'Data of a page.',
    PRIVATE_MESSAGE: 'A private message. Never eligible.',
    CREDENTIAL: 'Log-in data. Never eligible.',
    PAYMENT_DETAIL: 'Payment data. Never eligible.',
    SALARY: 'A salary given by a member. Never eligible.',
    APPLICATION_ANSWER: 'An answer or résumé tied to one job application. Never eligible.',
  }),
})

export const VisibilityEnum = builder.enumType('Visibility', {
  description: 'Who can see a content item.',
  values: described(VISIBILITIES, {
    PUBLIC: 'Everybody.',
    MEMBERS: 'Members of the platform.',
    CONNECTIONS: 'Connections of the author.',
    PRIVATE: 'Nobody but the author.',
  }),
})

export const SubjectRoleEnum = builder.enumType('SubjectRole', {
  description: 'What a person is in a content item. Authors and co-authors pass every check; the others merely appear.',
  values: described(SUBJECT_ROLES, {
    AUTHOR: 'The author. Exactly one.',
    CO_AUTHOR: 'A co-author.',
    MENTIONED: 'Somebody mentioned.',
    TAGGED: 'Somebody tagged.',
    RECOMMENDED: 'Somebody whom the author recommends.',
  }),
})

export const LegalBasisEnum = builder.enumType('LegalBasis', {
  description: 'The legal ground of a rule.',
  values: described(LEGAL_BASES, {
    CONSENT: 'Art. 6(1)(a) GDPR.',
    CONTRACT: 'Art. 6(1)(b) GDPR.',
    LEGAL_OBLIGATION: 'Art. 6(1)(c) GDPR.',
    VITAL_INTERESTS: 'Art. 6(1)(d) GDPR.',
    PUBLIC_TASK: 'Art. 6(1)(e) GDPR.',
    LEGITIMATE_INTERESTS: 'Art. 6(1)(f) GDPR. Holds only together with an effective right to object (Art. 21).',
    OVERRIDING_INTEREST: 'Art. 31 of the Swiss Federal Act on Data Protection.',
    NOT_REQUIRED: 'The law of the place asks for none.',
  }),
})

export const ControlEnum = builder.enumType('Control', {
  description: 'What a rule offers members.',
  values: described(CONTROLS, {
    OPT_OUT: 'Used unless the member objects.',
    OPT_IN: 'Used only where the member consented.',
    NONE: 'No choice is offered.',
  }),
})

export const ChoiceEnum = builder.enumType('Choice', {
  description: "A member's choice on a setting.",
  values: described(CHOICES, {
    DEFAULT: 'No choice, or one that was withdrawn. Never a yes.',
    OBJECTED: 'The member objected.',
    CONSENTED: 'The member consented.',
  }),
})

export const ChoiceActEnum = builder.enumType('ChoiceAct', {
  description: 'What a member, or somebody on their behalf, does about a setting.',
  values: described(CHOICE_ACTS, {
    OBJECT: 'Protective: never refused, needs no grounds and no version, open to operators and services too.',
    WITHDRAW_OBJECTION: 'The member alone, against the version that they saw.',
    CONSENT: 'The member alone, against the version that they saw.',
    WITHDRAW_CONSENT: 'Protective, like OBJECT. Never lifts an objection.',
  }),
})

export const PhaseStatusEnum = builder.enumType('PhaseStatus', {
  description: 'Whether a rule works during a phase.',
  values: described(PHASE_STATUSES, {
    IN_FORCE: 'The rule allows what its scope lists.',
    SUSPENDED: 'Nothing may be used.',
  }),
})

export const RoleEnum = builder.enumType('Role', {
  description: 'What a viewer may do.',
  values: described(ROLES, {
    MEMBER: 'Sees and changes their own data.',
    SERVICE: 'Asks and lists, follows the ledger, objects on behalf of members, opens and seals runs.',
    OPERATOR: 'Everything a service may; imports, publishes rulebooks.',
    AUDITOR: 'Reads everything, changes nothing.',
  }),
})
