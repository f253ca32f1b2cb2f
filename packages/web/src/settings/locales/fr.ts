import type { PageMessages } from '../messages.ts'

export const fr: PageMessages = {
  name: 'Français',
  title: 'Comment vos données peuvent être utilisées',
  account: 'Voici les choix du compte {member}.',
  place: 'Vous voyez les choix pour *{place}*.',
  unknownPlace: 'Nous ne savons pas où vous habitez. Tant que c’est le cas, rien de vous n’est utilisé.',
  notHere: 'Vous habitez ailleurs ?',
  notHereText:
    'Vos choix dépendent de l’endroit où vous habitez. Nous le prenons dans votre compte. S’il est faux, corrigez-le là-bas.',
  unknownPlaceText:
    'Vos choix dépendent de l’endroit où vous habitez. Nous le prenons dans votre compte. Indiquez-le là-bas, s’il vous plaît.',
  openAccount: 'Ouvrir mon compte',
  future:
    'Les changements faits ici valent pour les utilisations *futures*. Ils ne changent pas les modèles d’IA déjà entraînés.',
  choices: 'Vos choix',
  history: 'Ce que vous avez changé',
  historyEmpty: 'Vous n’avez encore rien changé.',
  earlier: 'Montrer les changements plus anciens',
  earlierFailed: 'Les changements plus anciens n’ont pas pu être montrés : aucune réponse. Réessayez, s’il vous plaît.',
  acts: {
    OBJECT: 'Vous vous êtes opposé(e) : {setting}',
    WITHDRAW_OBJECTION: 'Vous avez retiré votre opposition : {setting}',
    CONSENT: 'Vous avez donné votre accord : {setting}',
    WITHDRAW_CONSENT: 'Vous avez retiré votre accord : {setting}',
  },
  channel: 'Cela nous est parvenu ainsi : {channel}.',
  receipt: 'Télécharger le reçu',
  receipts: 'Télécharger tous mes reçus',
  verify: 'Vérifier le reçu',
  verified: 'Ce reçu est vrai. Il a été vérifié dans votre navigateur, avec la clé publique du registre.',
  unproven: 'Le registre n’a pas encore signé cette entrée. Vérifiez de nouveau plus tard.',
  refuted: 'Ce reçu n’est pas cohérent. Gardez-le et prévenez-nous, s’il vous plaît.',
  unchecked: 'Ce reçu n’a pas pu être vérifié : aucune réponse. Réessayez, s’il vous plaît.',
  pastUses: 'Où vos données ont été utilisées',
  pastUsesText: 'Ces utilisations ont eu lieu. Une opposition ne les annule pas.',
  pastUsesEmpty: 'Rien de vous n’a été utilisé dans une opération terminée.',
  items: {
    one: '{count} de vos contenus',
    many: '{count} de vos contenus',
    other: '{count} de vos contenus',
  },
  endedBy: 'Votre choix du {date} garde vos données hors de toutes les opérations suivantes.',
  language: 'Langue',
  signOut: 'Se déconnecter',
  signedOut: {
    title: 'Connectez-vous, s’il vous plaît',
    text: 'Ouvrez cette page depuis votre compte. Elle saura alors quels choix montrer.',
  },
  moving: { title: 'Un instant …', link: 'Continuer' },
  unavailable: {
    title: 'Vos choix ne peuvent pas être montrés en ce moment',
    text: 'Ils sont en sécurité et comptent toujours. Réessayez dans un instant.',
    retry: 'Réessayer',
  },
  development: {
    title: 'Les réglages de qui ?',
    text: 'Ce serveur sert au développement. Chacun peut y être n’importe qui.',
    member: 'Membre',
    open: 'Ouvrir',
    home: 'À propos de ce serveur',
  },
  forged:
    'Ce formulaire était trop ancien ou ne venait pas de cette page. Rien n’a été changé. Réessayez ici, s’il vous plaît.',
}
