/** The texts that answer replies: those of the policy, else the built-in ones, in characters of GSM 03.38. */
import { findPhoneCountry } from '../../engine/channels/phone-country.ts';
import { lookUpLocale, readLanguage } from '../../engine/messages/look-up-locale.ts';
import type { AnswerName, ReplyPolicy } from '../../engine/model/documents/reply-policy.ts';

type OwnTexts = Exclude<ReplyPolicy['answers'], false | undefined>;

const fallback = 'en';

const builtIn: Readonly<Record<string, Readonly<Record<AnswerName, string>>>> = {
  en: {
    stopped:
      'You are unsubscribed and will receive no more messages from this number. Reply START to receive them again.',
    started: 'You can receive messages from this number again. Reply STOP to end them.',
    help: 'This number sends messages you agreed to receive. Reply STOP to end them, START to receive them again.',
    howToStop: 'To stop receiving messages from this number, reply with the single word STOP.',
  },
  it: {
    stopped:
      'Iscrizione annullata: non riceverai altri messaggi da questo numero. Rispondi START per riceverli di nuovo.',
    started: 'Puoi ricevere di nuovo i messaggi di questo numero. Rispondi STOP per non riceverne altri.',
    help: 'Da questo numero ricevi i messaggi che hai accettato. Rispondi STOP per non riceverne altri, START per riceverli di nuovo.',
    howToStop: 'Per non ricevere altri messaggi da questo numero, rispondi con la sola parola STOP.',
  },
  de: {
    stopped:
      'Sie sind abgemeldet und erhalten keine weiteren Nachrichten von dieser Nummer. Antworten Sie START, um sie wieder zu erhalten.',
    started:
      'Sie können wieder Nachrichten von dieser Nummer erhalten. Antworten Sie STOP, um sie zu beenden.',
    help: 'Diese Nummer sendet Nachrichten, denen Sie zugestimmt haben. Antworten Sie STOP, um sie zu beenden, START, um sie wieder zu erhalten.',
    howToStop:
      'Um keine Nachrichten von dieser Nummer mehr zu erhalten, antworten Sie nur mit dem Wort STOP.',
  },
  fr: {
    stopped:
      'Vous êtes désabonné : ce numéro ne vous enverra plus de messages. Répondez START pour les recevoir à nouveau.',
    started: 'Vous pouvez à nouveau recevoir les messages de ce numéro. Répondez STOP pour y mettre fin.',
    help: 'Ce numéro envoie des messages que vous avez acceptés. Répondez STOP pour y mettre fin, START pour les recevoir à nouveau.',
    howToStop: 'Pour ne plus recevoir de messages de ce numéro, répondez par le seul mot STOP.',
  },
  es: {
    stopped:
      'Te has dado de baja: no recibirás más mensajes de este número. Responde START para recibirlos otra vez.',
    started: 'Puedes recibir otra vez los mensajes de este número. Responde STOP para no recibir más.',
    help: 'Este número envía los mensajes que has aceptado. Responde STOP para no recibir más, START para recibirlos otra vez.',
    howToStop: 'Para no recibir más mensajes de este número, responde solo con la palabra STOP.',
  },
};

/** `languages`: tags, the preferred one first. The first with the text decides. */
export function chooseAnswerText(name: AnswerName, languages: readonly string[], own: OwnTexts): string {
  for (const language of [...languages, fallback]) {
    for (const texts of [own, builtIn]) {
      const stated = Object.keys(texts).filter((tag) => texts[tag]?.[name] !== undefined);
      const locale = lookUpLocale(language, stated);
      const text = locale === undefined ? undefined : texts[locale]?.[name];
      if (text !== undefined) return text;
    }
  }
  return Object.values(own)[0]?.[name] ?? '';
}

export function listAnswerTexts(own: OwnTexts): readonly string[] {
  return [own, builtIn].flatMap((texts) => Object.values(texts).flatMap((each) => Object.values(each)));
}

/** The main language of the number's country, by CLDR. */
export function findRegionLanguage(phone: string): string | undefined {
  const country = phone.startsWith('+') ? findPhoneCountry(phone) : undefined;
  return country === undefined
    ? undefined
    : readLanguage(new Intl.Locale(`und-${country}`).maximize().language);
}
