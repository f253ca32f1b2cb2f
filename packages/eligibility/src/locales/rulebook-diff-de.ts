import type { ChangeMessages } from '../rulebook-diff/message.ts'

const de: ChangeMessages = {
  locale: 'de',
  impacts: {
    LOOSENING: 'lockert',
    TIGHTENING: 'verschärft',
    MIXED: 'lockert für die einen, verschärft für die anderen',
    NEUTRAL: 'ändert keine Entscheidung',
  },
  interval: { bounded: 'vom {from} bis zum {until} UTC', open: 'ab dem {from} UTC' },
  everywhere: 'überall',
  everywhereExcept: 'überall außer: {places}',
  controls: { OPT_OUT: 'ein Widerspruchsrecht', OPT_IN: 'eine Frage nach der Einwilligung', NONE: 'keine Wahl' },
  legalBases: {
    CONSENT: 'einer Einwilligung',
    CONTRACT: 'einem Vertrag',
    LEGAL_OBLIGATION: 'einer rechtlichen Verpflichtung',
    VITAL_INTERESTS: 'lebenswichtigen Interessen',
    PUBLIC_TASK: 'einer Aufgabe im öffentlichen Interesse',
    LEGITIMATE_INTERESTS: 'berechtigten Interessen',
    OVERRIDING_INTEREST: 'einem überwiegenden Interesse (Schweizer Recht)',
    NOT_REQUIRED: 'keiner Rechtsgrundlage, weil keine nötig ist',
  },
  changes: {
    TITLE_CHANGED: 'Das Regelwerk heißt „{after}“, nicht mehr „{before}“ ({language}).',
    DESCRIPTION_CHANGED: 'Das Regelwerk wird anders beschrieben ({language}): {after}',
    SOURCES_CHANGED: 'Das Regelwerk nennt andere Quellen.',
    DATA_USE_ADDED: 'Die Datenverwendung „{use}“ ist neu.',
    DATA_USE_REMOVED: 'Die Datenverwendung „{use}“ entfällt: Dafür darf nichts mehr verwendet werden.',
    DATA_USE_RENAMED: 'Die Datenverwendung „{before}“ heißt jetzt „{after}“ ({language}).',
    DATA_USE_DESCRIPTION_CHANGED: 'Die Datenverwendung „{use}“ wird anders beschrieben ({language}): {after}',
    DATA_USE_SOURCES_CHANGED: 'Die Datenverwendung „{use}“ nennt andere Quellen.',
    RECIPIENT_ADDED: 'Auch {after} erhält die Daten für „{use}“.',
    RECIPIENT_REMOVED: '{before} erhält die Daten für „{use}“ nicht mehr.',
    SETTING_ASSIGNED: 'Für „{use}“ gilt die Einstellung „{after}“; bisher galt keine.',
    SETTING_UNASSIGNED: 'Für „{use}“ gilt die Einstellung „{before}“ nicht mehr, und keine andere.',
    SETTING_REPLACED:
      'Für „{use}“ gilt die Einstellung „{after}“ statt „{before}“: Was dort gewählt wurde, zählt dafür nicht mehr.',
    SETTING_ADDED: 'Die Einstellung „{setting}“ ist neu.',
    SETTING_REMOVED: 'Die Einstellung „{setting}“ entfällt.',
    SETTING_RENAMED: 'Die Einstellung „{before}“ heißt jetzt „{after}“ ({language}). Was gewählt wurde, bleibt.',
    SETTING_DESCRIPTION_CHANGED: 'Die Einstellung „{setting}“ wird anders beschrieben ({language}): {after}',
    SETTING_MOVED: 'Die Einstellung „{setting}“ steht unter {after}, nicht mehr unter {before}.',
    SETTING_SOURCES_CHANGED: 'Die Einstellung „{setting}“ nennt andere Quellen.',
    NOTICE_VERSION_ADDED: 'Wer den Hinweis „{notice}“ in der Fassung {version} erhalten hat, gilt als informiert.',
    NOTICE_VERSION_REMOVED:
      'Wer den Hinweis „{notice}“ in der Fassung {version} erhalten hat, gilt nicht mehr als informiert.',
    NOTICE_TELLS_LESS:
      'Über Inhalte der Art „{kind}“ informiert der Hinweis „{notice}“ in der Fassung {versions} nicht mehr.',
    NOTICE_TELLS_MORE:
      'Über Inhalte der Art „{kind}“ informiert der Hinweis „{notice}“ jetzt auch in der Fassung {versions}.',
    NOTICE_REPHRASED: 'Die Fassungen des Hinweises „{notice}“ sind anders festgelegt, mit demselben Ergebnis.',
    RULE_ADDED: 'Die Regel „{rule}“ ist neu. Sie betrifft „{use}“ und gilt hier: {places}.',
    RULE_REMOVED: 'Die Regel „{rule}“ entfällt. Sie betraf „{use}“ und galt hier: {places}.',
    RULE_REKEYED: 'Die Regel „{before}“ trägt jetzt den Schlüssel „{rule}“.',
    PLACES_GAINED: 'Die Regel „{rule}“ ({use}) gilt jetzt auch hier: {places}.',
    PLACES_LOST: 'Die Regel „{rule}“ ({use}) gilt hier nicht mehr: {places}.',
    PLACES_REPHRASED: 'Die Orte der Regel „{rule}“ ({use}) sind anders geschrieben, mit demselben Ergebnis.',
    IN_FORCE_GAINED: 'Die Regel „{rule}“ ({use}) ist {interval} in Kraft; das war sie nicht.',
    IN_FORCE_LOST: 'Die Regel „{rule}“ ({use}) ist {interval} nicht in Kraft; das war sie.',
    PHASES_REPHRASED: 'Die Phasen der Regel „{rule}“ ({use}) sind anders festgelegt; in Kraft ist sie wie zuvor.',
    LEGAL_BASIS_CHANGED: 'Die Regel „{rule}“ ({use}) beruht auf {after}, nicht mehr auf {before}.',
    CONTROLLER_CHANGED: 'Nach der Regel „{rule}“ ({use}) ist {after} verantwortlich, nicht mehr {before}.',
    CONTROL_CHANGED: 'Die Regel „{rule}“ ({use}) bietet {after}, nicht mehr {before}.',
    KIND_GAINED:
      'Die Regel „{rule}“ ({use}) umfasst neu Inhalte der Art „{kind}“, wenn sie hierfür sichtbar sind: {visibilities}.',
    KIND_LOST: 'Die Regel „{rule}“ ({use}) umfasst Inhalte der Art „{kind}“ nicht mehr.',
    VISIBILITIES_GAINED:
      'Die Regel „{rule}“ ({use}) umfasst Inhalte der Art „{kind}“ auch, wenn sie hierfür sichtbar sind: {visibilities}.',
    VISIBILITIES_LOST:
      'Die Regel „{rule}“ ({use}) umfasst Inhalte der Art „{kind}“ nicht mehr, wenn sie hierfür sichtbar sind: {visibilities}.',
    NOTICE_REQUIRED:
      'Die Regel „{rule}“ ({use}) verlangt den Hinweis „{notice}“, {after} Tage vorher; bisher verlangte sie keinen.',
    NOTICE_NO_LONGER_REQUIRED: 'Die Regel „{rule}“ ({use}) verlangt den Hinweis „{notice}“ nicht mehr.',
    NOTICE_REPLACED: 'Die Regel „{rule}“ ({use}) verlangt den Hinweis „{after}“ statt „{before}“.',
    NOTICE_LEAD_CHANGED: 'Die Regel „{rule}“ ({use}) verlangt ihren Hinweis {after} Tage vorher, nicht {before}.',
    CONTENT_WINDOW_BEGUN:
      'Nach der Regel „{rule}“ ({use}) werden Inhalte aus der Zeit vor dem {after} UTC nicht mehr verwendet.',
    CONTENT_WINDOW_MOVED:
      'Nach der Regel „{rule}“ ({use}) werden Inhalte ab dem {after} UTC verwendet, nicht ab dem {before} UTC.',
    CONTENT_WINDOW_LIFTED:
      'Nach der Regel „{rule}“ ({use}) werden auch Inhalte aus der Zeit vor dem {before} UTC verwendet, wie alt sie auch sind.',
    CREATED_AS_MINOR_EXCLUDED:
      'Nach der Regel „{rule}“ ({use}) wird nicht mehr verwendet, was jemand vor dem 18. Geburtstag verfasst hat.',
    CREATED_AS_MINOR_ALLOWED:
      'Nach der Regel „{rule}“ ({use}) wird nach dem 18. Geburtstag auch verwendet, was jemand davor verfasst hat.',
    OBJECTION_REACHES_LESS:
      'Nach der Regel „{rule}“ ({use}) erfasst ein Widerspruch Inhalte aus der Zeit davor nicht mehr.',
    OBJECTION_REACHES_MORE: 'Nach der Regel „{rule}“ ({use}) erfasst ein Widerspruch auch Inhalte aus der Zeit davor.',
    OTHERS_NOT_ASKED:
      'Nach der Regel „{rule}“ ({use}) zählen Widersprüche von Personen, die in Inhalten nur vorkommen, nicht mehr.',
    OTHERS_ASKED:
      'Nach der Regel „{rule}“ ({use}) zählen auch Widersprüche von Personen, die in Inhalten nur vorkommen.',
    OTHERS_COUNT_LESS:
      'Für „{use}“ zählen Widersprüche von Personen, die in Inhalten anderer vorkommen, an diesen Orten weniger: {places}.',
    OTHERS_COUNT_MORE:
      'Für „{use}“ zählen Widersprüche von Personen, die in Inhalten anderer vorkommen, an diesen Orten mehr: {places}.',
    RULE_SOURCES_CHANGED: 'Die Regel „{rule}“ ({use}) nennt andere Quellen.',
  },
}

export default de
