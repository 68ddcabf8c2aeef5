/** Replies that an operator decides about, as a table. */
import { expect, it } from 'vitest';
import { formatReplies } from '../../../cli/output/format-replies.ts';

const reply = {
  id: 'r1',
  at: Date.parse('2026-11-22T10:00:00Z'),
  channel: 'sms',
  address: '+390212345678',
  isStopped: false,
} as const;

it('shortens a long text to its line, never inside a character, and keeps a short one', () => {
  const lines = formatReplies([
    { ...reply, text: `please\nstop ${'🛑'.repeat(200)}` },
    { ...reply, text: 'no more, please' },
  ]);
  expect(lines.filter((line) => line.includes('please'))).toEqual([
    expect.stringMatching(/ open +please stop (?:🛑){85}\.\.\.$/u),
    expect.stringMatching(/ open +no more, please$/),
  ]);
  expect(lines.at(-1)).toContain('percorso suppress +390212345678 --channel sms');
});
