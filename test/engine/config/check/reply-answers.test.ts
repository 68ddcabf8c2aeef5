/** What publishing says about the answers of the policy. */
import { it } from 'vitest';
import { expectProblems } from '../../../harness/journey-samples.ts';

const makePolicy = (answers: unknown) => ({
  ...{ kind: 'policy', id: 'contact', status: 'live', replies: { answers } },
});

it('accepts a plain text, and one in a script that needs Unicode', () => {
  expectProblems(makePolicy({ it: { help: 'Lucerna Torino: già 011 555 0100.' } }), []);
  expectProblems(makePolicy({ uk: { help: 'Напишіть STOP' } }), []);
  expectProblems(makePolicy(false), []);
});

it('warns of a character that makes an answer Unicode, with its parts', () => {
  expectProblems(makePolicy({ it: { help: `Scrivi “STOP” ${'x'.repeat(70)}` } }), [
    'policy/contact warning: replies.answers.it.help: “ (U+201C), ” (U+201D) make this SMS Unicode. The text is 2 parts with a maximum of 67 characters each; in GSM it would be 1, with up to 160. Each part is billed. Replace them.',
  ]);
});

it('explains that an answer has no values', () => {
  expectProblems(makePolicy({ en: { help: 'Hi {{ profile.traits.name }}' } }), [
    'policy/contact warning: replies.answers.en.help: Answers and words of replies are plain texts, the same for every person of a language: this text is used with the braces in it. Write it without values. (received "Hi {{ profile.traits.name }}")',
  ]);
});

it('refuses an answer that AWS would not send', () => {
  expectProblems(makePolicy({ en: { stopped: ' ' } }), [
    'policy/contact replies.answers.en.stopped: AWS sends no text without a visible character: write the answer, or remove it for the built-in one.',
  ]);
});
