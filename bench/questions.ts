/** As a service asks. */
export const SERVICE = { authorization: 'Bearer dev-service' }

const FIELDS = 'outcome decisiveReason reasons { code decisive } rulebookVersion position validUntil'

/** One question. */
export const DECISION = `query Decision($question: QuestionInput!) { decision(question: $question) { ${FIELDS} } }`

/** Many questions. */
export const DECISIONS = `query Decisions($questions: [QuestionInput!]!) { decisions(questions: $questions) { ${FIELDS} } }`

/** An answer to either, as long as most are. */
export const ANSWER = {
  outcome: 'ELIGIBLE',
  decisiveReason: 'NOT_OBJECTED',
  reasons: [{ code: 'NOT_OBJECTED', decisive: true }],
  rulebookVersion: '2025-11-03',
  position: '14302',
  validUntil: null,
}

const MEMBER = `key position effectiveAt
  residencesList { position effectiveAt country subdivision }
  birthDatesList { position effectiveAt birthDate verified }
  ageSignalsList { position effectiveAt believedMinor }
  accountStatussList { position effectiveAt status }
  noticeServedsList { position effectiveAt notice version }
  choiceEventsList { position effectiveAt setting act }`

/** The facts that one question is answered from, as PostGraphile is asked for them. */
export const FACTS = `query Facts($key: String!) {
  ledgerHeadBySingleton(singleton: true) { position recordedAt }
  contentItemByKey(key: $key) {
    key position effectiveAt createdAt kind visibility sensitiveSource
    author { ${MEMBER} }
    subjectsList(orderBy: [ORDINAL_ASC]) { role member { ${MEMBER} } }
    changesList { position effectiveAt kind visibility sensitiveSource deleted }
  }
}`
