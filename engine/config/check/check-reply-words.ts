/** Checks the words of the contact policy that act when they are a whole reply. */
import { classifyReply, requiredWords } from '../../channels/replies/classify-reply.ts';
import { compactReply } from '../../channels/replies/normalize-reply.ts';
import type { WordChanges } from '../../model/documents/reply-policy.ts';
import type { Finding } from '../problems/problem.ts';

/** Longest word, in characters, that people write for other reasons: ok, no, si, yes. */
const everydayLength = 3;

export function checkReplyWords(words: WordChanges = {}): Finding[] {
  const lists = new Map<string, string>();
  return (['stop', 'start', 'help', 'ignore'] as const).flatMap((list) =>
    (words[list] ?? []).flatMap((word, index): Finding[] => {
      const segments = ['replies', 'words', list, index];
      const explain = (remedy: string): Finding[] => [
        { segments, received: word, remedy, code: 'wrong_value' },
      ];
      const compact = compactReply(word);
      const { kind } = classifyReply(word);
      if (requiredWords.has(compact) && kind !== list)
        return explain(
          `Providers act on ${compact}, so that it keeps its meaning "${kind}": remove it here.`,
        );
      const other = lists.get(compact) ?? list;
      lists.set(compact, other);
      if (other !== list) return explain(`The word is also in "${other}": keep it in one of the two.`);
      if (list !== 'stop' || kind === 'stop' || compact.length > everydayLength) return [];
      const remedy = `People write "${word}" for other reasons too, and each of them would get no more messages: use a longer word.`;
      return [{ segments, received: word, remedy, code: 'wrong_value', severity: 'warning' }];
    }),
  );
}
