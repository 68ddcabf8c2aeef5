/** Which replies act: the table of words, how people write them, and what only looks like a wish to stop. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classifyReply,
  longestWord,
  requiredWords,
} from '../../../../engine/channels/replies/classify-reply.ts';
import { compactReply } from '../../../../engine/channels/replies/normalize-reply.ts';
import { replyWords, weakWords } from '../../../../engine/channels/replies/reply-words.ts';
import { stopPhrases } from '../../../../engine/channels/replies/stop-phrases.ts';
import { replyKinds } from '../../../../engine/model/documents/reply-policy.ts';

/** The official languages of the European Union. */
const languages = 'bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv'.split(' ');
/** Required by AWS (docs: keywords-required), and the defaults of the carriers. */
const byProvider = {
  stop: 'ARRET CANCEL END OPT-OUT OPTOUT QUIT REMOVE STOP TD UNSUBSCRIBE STOPALL'.split(' '),
  start: 'START YES UNSTOP'.split(' '),
  help: 'HELP INFO'.split(' '),
};
const words = Object.entries(replyWords).flatMap(([language, byKind]) =>
  replyKinds.flatMap((kind) => byKind[kind].map((word) => ({ language, kind, word }))),
);

describe('the table of words', () => {
  it('has every official language of the EU', () => {
    expect(Object.keys(replyWords).sort()).toEqual(languages);
    expect(Object.keys(stopPhrases).sort()).toEqual(languages);
    expect(words.filter(({ word }) => compactReply(word).length > longestWord)).toEqual([]);
  });

  it('gives each word one meaning, in whatever language', () => {
    const kinds = Map.groupBy(words, ({ word }) => compactReply(word));
    const doubtful = [...kinds].filter(([, all]) => new Set(all.map(({ kind }) => kind)).size > 1);
    expect(doubtful).toEqual([]);
  });

  it.each(replyKinds.flatMap((kind) => byProvider[kind].map((word) => [word, kind] as const)))(
    'knows %s as %s, whatever the language',
    (word, kind) => {
      expect(classifyReply(word)).toEqual({ kind });
    },
  );

  it.each(words)('reads "$word" ($language) as $kind', ({ word, kind, language }) => {
    const found = classifyReply(word.toLowerCase());
    expect(found.kind).toBe(kind);
    expect([undefined, language]).toContain(found.language);
  });

  it('has weak words and required words that are words of the table', () => {
    const known = new Set(words.map(({ word }) => compactReply(word)));
    expect([...weakWords.map(compactReply), ...requiredWords].filter((word) => !known.has(word))).toEqual([]);
  });
});

describe('a word', () => {
  it.each([
    'Stop',
    ' stop. ',
    'STOP!!!',
    '“Stop”',
    'S.T.O.P',
    's t o p',
    'stop \u{1F6D1}',
    '\u200Bst\u00ADop\u200D',
    '\uFF33\uFF34\uFF2F\uFF30',
    '\u{1D5E6}\u{1D5E7}\u{1D5E2}\u{1D5E3}',
    'sto\u0301p',
    'stop\r\n',
    'Opt-out',
    'opt  out',
    'unsubscr\u0131be',
    'UNSUBSCR\u0130BE',
    'Arre\u0302t',
    '\u03C3\u03C4\u03BF\u03C0',
    '\u03C4\u03AD\u03BB\u03BF\u03C2',
  ])('is recognized as it is typed: %j', (text) => {
    expect(classifyReply(text).kind).toBe('stop');
  });

  it('names its language where one language alone has it', () => {
    expect(classifyReply('Abmelden')).toEqual({ kind: 'stop', language: 'de' });
    expect(classifyReply('aiuto')).toEqual({ kind: 'help', language: 'it' });
    expect(classifyReply('parar')).toEqual({ kind: 'stop' });
    expect(classifyReply('pomoc')).toEqual({ kind: 'help' });
  });

  it('is the whole reply, whatever surrounds it that is no letter and no digit', () => {
    const around = fc.string({ unit: fc.constantFrom(...' .,!?*"()\u200B\u{1F44D}\n-'), maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...words), around, around, (sample, before, after) => {
        expect(classifyReply(before + sample.word + after).kind).toBe(sample.kind);
      }),
    );
  });
});

describe('a reply with more than a word', () => {
  it.each([
    'STOP 12345',
    'STOP PLEASE',
    'please stop texting me',
    'Stop1',
    'End all this',
    "Don't text me again",
    'don\u2019t contact me',
    'Non scrivetemi pi\u00F9!',
    'NON SCRIVETEMI PIU',
    'Lassen Sie mich in Ruhe',
    'ne m\u2019\u00E9crivez plus',
    'Je veux me d\u00E9sabonner',
    'No me escriban m\u00E1s',
    'N\u00E3o quero receber isto',
    'geen sms\u2019jes meer aub',
    'Nepi\u0161te mi u\u017E',
    '\u03BC\u03B7 \u03BC\u03BF\u03C5 \u03C3\u03C4\u03AD\u03BB\u03BD\u03B5\u03C4\u03B5 \u03AC\u03BB\u03BB\u03B1',
  ])('looks like a wish to stop, and does not act: %j', (text) => {
    expect(classifyReply(text)).toMatchObject({ kind: 'text', looksLikeStop: true });
  });

  it.each(
    Object.entries(stopPhrases).flatMap(([language, phrases]) => phrases.map((phrase) => [phrase, language])),
  )('looks like a wish to stop with "%s" (%s) in it', (phrase) => {
    expect(classifyReply(`xx ${phrase} yy`)).toMatchObject({ kind: 'text', looksLikeStop: true });
  });

  it.each([
    'Thanks, see you at the end of the day',
    'Can I cancel my order?',
    'S\u00EC, va bene',
    'Fine',
    'Pois sim',
    'seis',
    'nonstop',
    '42',
    '\u{1F44D}',
    '',
  ])('is a text otherwise: %j', (text) => {
    expect(classifyReply(text)).toEqual({ kind: 'text' });
  });
});

describe('the words of a policy', () => {
  const changes = { stop: ['NEIN danke'], help: ['CIAO'], ignore: ['basta', 'YES', 'STOP', 'Help'] };

  it('are added to the table', () => {
    expect(classifyReply('nein, danke!', changes)).toEqual({ kind: 'stop' });
    expect(classifyReply('ciao', changes)).toEqual({ kind: 'help' });
    expect(classifyReply('ciao')).toEqual({ kind: 'text' });
  });

  it('remove words of the table, but none that providers act on', () => {
    expect(classifyReply('Basta', changes)).toEqual({ kind: 'text' });
    expect(classifyReply('yes', changes)).toEqual({ kind: 'text' });
    expect(classifyReply('Stop', changes)).toEqual({ kind: 'stop' });
    expect(classifyReply('help', changes)).toEqual({ kind: 'help' });
  });

  it('come before the table, but not before the words that providers act on', () => {
    expect(classifyReply('info', { start: ['INFO'] })).toEqual({ kind: 'start' });
    expect(classifyReply('stop', { start: ['STOP'] })).toEqual({ kind: 'stop' });
  });
});
