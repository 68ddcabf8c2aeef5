/** Classifies what a person answers to a message, on whichever channel: a word that acts, a wish to stop, or anything else. */
import { omitAbsent } from '../../base/omit-absent.ts';
import { type ReplyKind, replyKinds, type WordChanges } from '../../model/documents/reply-policy.ts';
import { compactReply, normalizeReply } from './normalize-reply.ts';
import { commonLanguage, replyWords, weakWords } from './reply-words.ts';
import { stopPhrases } from './stop-phrases.ts';

export interface ClassifiedReply {
  /** `text`: no word that acts. */
  readonly kind: ReplyKind | 'text';
  /** The language of the words, where one language alone has them. */
  readonly language?: string;
  /** Of a text: the person may wish to stop. */
  readonly looksLikeStop?: true;
}

/** Longest reply that can be a word, in characters of its normal form: as for the keywords of AWS. */
export const longestWord = 30;

/** Providers and carriers act on these: no policy gives them another meaning. */
export const requiredWords: ReadonlySet<string> = new Set(
  'ARRET CANCEL END OPTOUT QUIT REMOVE STOP TD UNSUBSCRIBE START UNSTOP HELP'.split(' '),
);

interface Entry {
  readonly kind: ReplyKind;
  readonly language?: string | undefined;
}

let table: ReadonlyMap<string, Entry> | undefined;

/** `changes`: of the policy. */
export function classifyReply(text: string, changes: WordChanges = {}): ClassifiedReply {
  const normal = normalizeReply(text);
  const compact = normal.replaceAll(' ', '');
  const found = compact.length <= longestWord ? findWord(compact, changes) : undefined;
  if (found !== undefined) return { kind: found.kind, ...omitAbsent({ language: found.language }) };
  const hint = findStopHint(normal, changes);
  if (hint === undefined) return { kind: 'text' };
  return { kind: 'text', looksLikeStop: true, ...omitAbsent({ language: hint.language }) };
}

function findWord(compact: string, changes: WordChanges): Entry | undefined {
  table ??= buildTable();
  if (requiredWords.has(compact)) return table.get(compact);
  for (const kind of replyKinds)
    if (changes[kind]?.some((word) => compactReply(word) === compact)) return { kind };
  const isIgnored = changes.ignore?.some((word) => compactReply(word) === compact) ?? false;
  return isIgnored ? undefined : table.get(compact);
}

/** A word of several languages names none of them; nor does a word of the common set. */
function buildTable(): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const [language, words] of Object.entries(replyWords)) {
    for (const kind of replyKinds) {
      for (const word of words[kind]) {
        const compact = compactReply(word);
        const known = entries.get(compact);
        // With its accent, ARRÊT is French.
        const isNamed = known === undefined && language !== commonLanguage;
        entries.set(compact, { kind, language: isNamed ? language : undefined });
      }
    }
  }
  return entries;
}

let weak: ReadonlySet<string> | undefined;

/** A word that stops among other words (`STOP 12345`), or one of the phrases. */
function findStopHint(normal: string, changes: WordChanges): Pick<Entry, 'language'> | undefined {
  weak ??= new Set(weakWords.map(compactReply));
  for (const [index, token] of normal.split(' ').entries()) {
    const bare = token.replace(/^\p{N}+|\p{N}+$/gu, '');
    const word = findWord(bare, changes);
    if (word?.kind === 'stop' && (index === 0 || !weak.has(bare))) return word;
  }
  for (const [language, phrases] of Object.entries(stopPhrases))
    if (phrases.some((phrase) => ` ${normal} `.includes(` ${normalizeReply(phrase)} `))) return { language };
  return undefined;
}

const optInWords = ['START', 'UNSTOP'];

/** Whether AWS acts on it by itself: it begins with a keyword that AWS requires, for opt-outs and for help. */
export function isProviderKeyword(text: string): boolean {
  const [first = '', second = ''] = normalizeReply(text).split(' ');
  return [first, first + second].some((word) => requiredWords.has(word) && !optInWords.includes(word));
}
