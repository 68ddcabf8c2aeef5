/** What is sent although it states a consent that is neither a yes nor a no, and what the sender learns of it. */
import { expect, it } from 'vitest';
import { putTouchpoints } from '../../../app/ingest/put-touchpoints.ts';
import { replayLines } from '../../../app/ingest/replay-lines.ts';
import { readTouchpointLine } from '../../../app/ingest/touchpoint-line.ts';
import type { TouchpointSender } from '../../../app/ports/touchpoint-sender.ts';
import { formatPut } from '../../../cli/commands/events/put-event.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const sender: TouchpointSender = { send: async () => [], close() {} };
const settings = { source: 'shop', isChecked: true, now };
const say = (consent: unknown) => ({ event: 'Seen', userId: 'u', context: { consent } });

it('replay sends the lines, and reports their numbers', async () => {
  const all = [{ email: 'No' }, { email: 'maybe' }, { 'e-mail': false }, { 'email:*': true }, true].map(say);
  async function* lines() {
    for (const [index, one] of all.entries())
      yield readTouchpointLine(JSON.stringify(one), index + 1, settings);
  }
  const options = { parallel: 1, every: 'P1D', isPacked: true, onProgress: () => undefined };
  expect(await replayLines(lines(), sender, options)).toEqual({
    sent: 5,
    bad: [],
    warnings: [
      { line: 2, problem: expect.stringContaining('["email"] is "maybe", neither a yes nor a no') },
      { line: 3, problem: expect.stringContaining('["e-mail"] states nothing') },
      { line: 4, problem: expect.stringContaining('["email:*"] states nothing') },
      { line: 5, problem: expect.stringContaining('context.consent is no object') },
    ],
  });
});

it('put-event warns, also of a member of a packed event', async () => {
  const member = { type: 'track', messageId: 'm', ...say({ sms: 7 }) };
  const result = await putTouchpoints([say({ email: 'off' }), { batch: [member] }], settings, sender);
  if (result.outcome !== 'put') throw new Error(result.problem);
  const { lines, exitCode } = formatPut(result);
  expect(exitCode).toBe(0);
  expect(lines?.filter((line) => line.startsWith('Warning'))).toEqual([
    expect.stringContaining('context.consent["sms"] is 7, neither a yes nor a no'),
  ]);
});
