import type { PageMessages } from '../messages.ts'

export const de: PageMessages = {
  name: 'Deutsch',
  title: 'Wie Ihre Daten genutzt werden dürfen',
  account: 'Das sind die Einstellungen des Kontos {member}.',
  place: 'Sie sehen die Wahlmöglichkeiten für *{place}*.',
  unknownPlace: 'Wir wissen nicht, wo Sie wohnen. Solange das so ist, wird nichts von Ihnen genutzt.',
  notHere: 'Wohnen Sie woanders?',
  notHereText:
    'Was Sie wählen können, hängt von Ihrem Wohnort ab. Wir nehmen ihn aus Ihrem Konto. Stimmt er nicht, ändern Sie ihn dort.',
  unknownPlaceText:
    'Was Sie wählen können, hängt von Ihrem Wohnort ab. Wir nehmen ihn aus Ihrem Konto. Bitte tragen Sie ihn dort ein.',
  openAccount: 'Mein Konto öffnen',
  future: 'Änderungen hier gelten für die *künftige* Nutzung. KI-Modelle, die schon trainiert sind, ändern sich nicht.',
  choices: 'Ihre Wahl',
  history: 'Was Sie geändert haben',
  historyEmpty: 'Sie haben noch nichts geändert.',
  earlier: 'Frühere Änderungen zeigen',
  earlierFailed:
    'Frühere Änderungen konnten nicht gezeigt werden: Es kam keine Antwort. Bitte versuchen Sie es noch einmal.',
  acts: {
    OBJECT: 'Sie haben widersprochen: {setting}',
    WITHDRAW_OBJECTION: 'Sie haben Ihren Widerspruch zurückgenommen: {setting}',
    CONSENT: 'Sie haben zugestimmt: {setting}',
    WITHDRAW_CONSENT: 'Sie haben Ihre Zustimmung zurückgenommen: {setting}',
  },
  channel: 'Auf diesem Weg erreichte es uns: {channel}.',
  receipt: 'Beleg herunterladen',
  receipts: 'Alle meine Belege herunterladen',
  verify: 'Beleg prüfen',
  verified: 'Dieser Beleg ist echt. Er wurde in Ihrem Browser geprüft, mit dem öffentlichen Schlüssel des Registers.',
  unproven: 'Das Register hat diesen Eintrag noch nicht unterschrieben. Prüfen Sie später noch einmal.',
  refuted: 'Dieser Beleg passt nicht zusammen. Bitte heben Sie ihn auf und sagen Sie uns Bescheid.',
  unchecked: 'Der Beleg konnte nicht geprüft werden: Es kam keine Antwort. Bitte versuchen Sie es noch einmal.',
  pastUses: 'Wofür Ihre Daten genutzt wurden',
  pastUsesText: 'Diese Nutzungen sind geschehen. Ein Widerspruch macht sie nicht rückgängig.',
  pastUsesEmpty: 'In keinem abgeschlossenen Lauf wurde etwas von Ihnen genutzt.',
  items: { one: '{count} Ihrer Inhalte', other: '{count} Ihrer Inhalte' },
  endedBy: 'Ihre Wahl vom {date} hält Ihre Daten aus jedem späteren Lauf heraus.',
  language: 'Sprache',
  signOut: 'Abmelden',
  signedOut: {
    title: 'Bitte melden Sie sich an',
    text: 'Öffnen Sie diese Seite aus Ihrem Konto. Dann weiß sie, wessen Einstellungen sie zeigen soll.',
  },
  moving: { title: 'Einen Augenblick …', link: 'Weiter' },
  unavailable: {
    title: 'Ihre Einstellungen können gerade nicht gezeigt werden',
    text: 'Sie sind sicher und gelten weiter. Bitte versuchen Sie es gleich noch einmal.',
    retry: 'Noch einmal versuchen',
  },
  development: {
    title: 'Wessen Einstellungen?',
    text: 'Dieser Server läuft zur Entwicklung. Jeder kann hier jeder sein.',
    member: 'Mitglied',
    open: 'Öffnen',
    home: 'Über diesen Server',
  },
  forged:
    'Dieses Formular war zu alt oder kam nicht von dieser Seite. Es wurde nichts geändert. Bitte versuchen Sie es hier noch einmal.',
}
