/**
 * The words that act when they are the whole reply, by language: the required keywords of AWS and of the carriers under
 * `en`, and the words of the other official languages of the EU. A policy can add words and remove them. They are in
 * the table as people write them; classify-reply.ts compares normal forms.
 *
 * A word is left out where it is an ordinary answer in another language or a name: Italian `fine`, Spanish `alto`, Finnish
 * `pois`, `seis` and `peru`, Irish `stad`.
 */

import type { ReplyKind } from '../../model/documents/reply-policy.ts';

export type ReplyWords = Readonly<Record<ReplyKind, readonly string[]>>;

/** Words that people of every language use: they say nothing about the language of the reply. */
export const commonLanguage = 'en';

export const replyWords: Readonly<Record<string, ReplyWords>> = {
  en: {
    stop: [
      ...['STOP', 'STOP ALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'OPT OUT', 'REMOVE', 'REVOKE'],
      // Required by AWS, as the French and Spanish short codes of Canada and the US.
      ...['ARRET', 'TD'],
    ],
    start: ['START', 'YES', 'UNSTOP', 'OPT IN', 'RESUBSCRIBE', 'RESTART'],
    help: ['HELP', 'INFO'],
  },
  bg: {
    stop: ['СТОП', 'СПРИ', 'ОТКАЗ', 'ОТПИСВАНЕ', 'ОТПИШИ'],
    start: ['СТАРТ', 'ЗАПОЧНИ', 'ЗАПИСВАНЕ'],
    help: ['ПОМОЩ'],
  },
  cs: {
    stop: ['ODHLÁSIT', 'ODHLÁŠENÍ', 'ZRUŠIT', 'UKONČIT', 'KONEC'],
    start: ['ZAČÍT', 'PŘIHLÁSIT', 'OBNOVIT'],
    help: ['POMOC', 'NÁPOVĚDA'],
  },
  da: {
    stop: ['AFMELD', 'AFMELDING', 'AFSLUT'],
    start: ['TILMELD', 'GENOPTAG'],
    help: ['HJÆLP'],
  },
  de: {
    stop: ['STOPP', 'ABMELDEN', 'ABMELDUNG', 'ABBESTELLEN', 'AUSTRAGEN', 'BEENDEN', 'ENDE'],
    start: ['STARTEN', 'ANMELDEN', 'FORTSETZEN'],
    help: ['HILFE'],
  },
  el: {
    stop: ['ΣΤΟΠ', 'ΔΙΑΚΟΠΗ', 'ΔΙΑΓΡΑΦΗ', 'ΤΕΛΟΣ', 'ΑΚΥΡΩΣΗ'],
    start: ['ΕΝΑΡΞΗ', 'ΞΕΚΙΝΑ', 'ΕΓΓΡΑΦΗ'],
    help: ['ΒΟΗΘΕΙΑ', 'ΠΛΗΡΟΦΟΡΙΕΣ'],
  },
  es: {
    stop: ['BAJA', 'DARME DE BAJA', 'PARAR', 'DETENER', 'CANCELAR'],
    start: ['ALTA', 'INICIAR', 'REANUDAR', 'EMPEZAR'],
    help: ['AYUDA'],
  },
  et: {
    stop: ['STOPP', 'PEATA', 'LÕPETA', 'LOOBU', 'TÜHISTA'],
    start: ['ALUSTA', 'JÄTKA', 'TELLI'],
    help: ['ABI'],
  },
  fi: {
    stop: ['LOPETA', 'PERUUTA'],
    start: ['ALOITA', 'JATKA', 'TILAA'],
    help: ['APUA', 'OHJE'],
  },
  fr: {
    stop: ['ARRÊT', 'ARRÊTER', 'STOP SMS', 'DÉSABONNER', 'DÉSABONNEMENT', 'DÉSINSCRIRE', 'DÉSINSCRIPTION'],
    start: ['DÉMARRER', 'REPRENDRE', 'RÉABONNER', 'RÉABONNEMENT'],
    help: ['AIDE'],
  },
  ga: {
    stop: ['DÍLIOSTÁIL', 'CEALAIGH'],
    start: ['TOSAIGH', 'LIOSTÁIL'],
    help: ['CABHAIR', 'CUIDIÚ'],
  },
  hr: {
    stop: ['ZAUSTAVI', 'PREKINI', 'ODJAVA', 'ODJAVI', 'OTKAŽI'],
    start: ['POČNI', 'NASTAVI', 'PRIJAVA'],
    help: ['POMOĆ'],
  },
  hu: {
    stop: ['ÁLLJ', 'LEIRATKOZÁS', 'LEIRATKOZOM', 'LEMONDÁS', 'TÖRLÉS', 'VÉGE'],
    start: ['INDÍTÁS', 'FELIRATKOZÁS', 'FOLYTATÁS'],
    help: ['SEGÍTSÉG', 'SÚGÓ'],
  },
  it: {
    stop: [
      'BASTA',
      'ANNULLA',
      'CANCELLA',
      'CANCELLAMI',
      'DISISCRIVI',
      'DISISCRIVIMI',
      'RIMUOVI',
      'RIMUOVIMI',
    ],
    start: ['INIZIA', 'RIATTIVA', 'RIPRENDI', 'ISCRIVI', 'ISCRIVIMI'],
    help: ['AIUTO', 'ASSISTENZA'],
  },
  lt: {
    stop: ['STABDYTI', 'SUSTABDYTI', 'ATSISAKYTI', 'NUTRAUKTI'],
    start: ['PRADĖTI', 'TĘSTI', 'PRENUMERUOTI'],
    help: ['PAGALBA'],
  },
  lv: {
    stop: ['APTURĒT', 'BEIGT', 'ATTEIKTIES', 'ATRAKSTĪTIES'],
    start: ['SĀKT', 'TURPINĀT', 'PIETEIKTIES'],
    help: ['PALĪDZĪBA'],
  },
  mt: {
    stop: ['IEQAF', 'WAQQAF', 'ĦASSAR'],
    start: ['IBDA', 'KOMPLI'],
    help: ['GĦAJNUNA'],
  },
  nl: {
    stop: ['STOPPEN', 'AFMELDEN', 'UITSCHRIJVEN', 'ANNULEREN', 'EINDE'],
    start: ['AANMELDEN', 'HERVATTEN', 'INSCHRIJVEN'],
    help: ['HULP'],
  },
  pl: {
    stop: ['REZYGNUJĘ', 'REZYGNACJA', 'WYPISZ', 'ANULUJ', 'ZATRZYMAJ', 'KONIEC'],
    start: ['ZACZNIJ', 'WZNÓW', 'ZAPISZ'],
    help: ['POMOC'],
  },
  pt: {
    stop: ['PARAR', 'PARE', 'SAIR', 'CANCELAR', 'REMOVER'],
    start: ['INICIAR', 'COMEÇAR', 'RETOMAR', 'ATIVAR'],
    help: ['AJUDA'],
  },
  ro: {
    stop: ['OPREȘTE', 'DEZABONARE', 'DEZABONEZ', 'ANULARE', 'RENUNȚ'],
    start: ['PORNEȘTE', 'ÎNCEPE', 'ABONARE', 'REIA'],
    help: ['AJUTOR'],
  },
  sk: {
    stop: ['ODHLÁSIŤ', 'ODHLÁSENIE', 'ZRUŠIŤ', 'UKONČIŤ', 'KONIEC'],
    start: ['ZAČAŤ', 'PRIHLÁSIŤ', 'OBNOVIŤ'],
    help: ['POMOC'],
  },
  sl: {
    stop: ['USTAVI', 'PRENEHAJ', 'ODJAVA', 'ODJAVI', 'PREKLIČI'],
    start: ['ZAČNI', 'NADALJUJ', 'PRIJAVA'],
    help: ['POMOČ'],
  },
  sv: {
    stop: ['STOPP', 'SLUTA', 'AVSLUTA', 'AVREGISTRERA', 'AVANMÄL'],
    start: ['STARTA', 'BÖRJA', 'ÅTERUPPTA', 'ANMÄL'],
    help: ['HJÄLP'],
  },
};

/**
 * Words that say something else within a sentence ("at the end of the day", "cancel my order"): in a longer reply they
 * count only as its first word, where AWS takes them as a keyword as well.
 */
export const weakWords: readonly string[] = [
  ...[
    'CANCEL',
    'END',
    'QUIT',
    'REMOVE',
    'REVOKE',
    'TD',
    'KONEC',
    'ZRUŠIT',
    'BEENDEN',
    'ENDE',
    'ΤΕΛΟΣ',
    'ΑΚΥΡΩΣΗ',
  ],
  ...[
    'BAJA',
    'CANCELAR',
    'PARAR',
    'PEATA',
    'PERUUTA',
    'ARRÊTER',
    'PREKINI',
    'OTKAŽI',
    'TÖRLÉS',
    'VÉGE',
    'ANNULLA',
  ],
  ...[
    'CANCELLA',
    'BEIGT',
    'ANNULEREN',
    'STOPPEN',
    'EINDE',
    'ANULUJ',
    'KONIEC',
    'PARE',
    'SAIR',
    'REMOVER',
    'ANULARE',
  ],
  ...['ZRUŠIŤ', 'PREKLIČI', 'SLUTA', 'ОТКАЗ', 'RIMUOVI', 'NUTRAUKTI'],
];
