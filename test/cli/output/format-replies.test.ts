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
  const replies = [
    { ...reply, text: `please\nstop ${'🛑'.repeat(200)}` },
    { ...reply, text: 'no more, please' },
  ];
  const lines = formatReplies({ replies, isCut: true }, false);
  expect(lines.filter((line) => line.includes('please'))).toEqual([
    expect.stringMatching(/ r1 +open +please stop (?:🛑){85}\.\.\.$/u),
    expect.stringMatching(/ r1 +open +no more, please$/),
  ]);
  expect(lines.slice(2)).toEqual([
    'There are more: raise --limit.',
    expect.stringContaining('To end the messages'),
    expect.stringContaining('percorso suppress +390212345678 --channel sms'),
    '  percorso replies done r1',
  ]);
});

it('shows who decided and when, and no command where nothing is open', () => {
  const decided = { by: 'arn:aws:sts::1:assumed-role/care/anna', at: Date.parse('2026-11-23T08:30:00Z') };
  const lines = formatReplies(
    { replies: [{ ...reply, isStopped: true, decided, text: 'no' }], isCut: false },
    true,
  );
  expect(lines).toEqual([
    expect.stringMatching(/ stopped, done 2026-11-23 08:30 by arn:aws:sts::1:assumed-role\/care\/anna +no$/),
  ]);
  expect(formatReplies({ replies: [], isCut: false }, false)[0]).toContain('--all');
});
