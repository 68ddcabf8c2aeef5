/** Checks the answers of the contact policy, which are plain texts: their parts, and that AWS sends them. */
import type { ReplyPolicy } from '../../model/documents/reply-policy.ts';
import type { Finding } from '../problems/problem.ts';
import { warnOfUnicodeAnswer } from './check-sms-characters.ts';

export function checkReplyAnswers(answers: ReplyPolicy['answers'] = false): Finding[] {
  if (answers === false) return [];
  return Object.entries(answers).flatMap(([language, texts]) =>
    Object.entries(texts).flatMap(([name, text]): Finding[] => {
      const segments = ['replies', 'answers', language, name];
      if (text.trim() !== '') return warnOfUnicodeAnswer(text, segments);
      const remedy =
        'AWS sends no text without a visible character: write the answer, or remove it for the built-in one.';
      return [{ segments, received: text, remedy, code: 'wrong_value' }];
    }),
  );
}
