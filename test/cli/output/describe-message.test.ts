/** What `percorso why` and `percorso timeline` print about messages that wait on their queue. */
import { expect, it } from 'vitest';
import { explainMessages } from '../../../app/explain/explain-messages.ts';
import type { LedgerMessage } from '../../../app/ports/message-ledger.ts';
import { describeMessage } from '../../../cli/output/format-timeline.ts';
import { describeMessages } from '../../../cli/output/why/describe-message.ts';

const message: LedgerMessage = {
  ...{ id: 'm-1', profileId: 'p', channel: 'sms', origin: 'campaign:spring', template: 'offer' },
  ...{ state: 'released', attempt: 0, claimedAt: Date.UTC(2026, 11, 1, 9), outcomes: {} },
};

function explain(stored: LedgerMessage): string {
  const messages = new Map([[stored.id, stored]]);
  const known = { profileId: 'p', entries: [], messages, addresses: [], incomplete: [], heldRuns: [] };
  return describeMessages(explainMessages(known, { id: stored.id })).join('\n');
}

it('shows a message that waits for the day as held, with the reason and the next try', () => {
  const held = { ...message, reason: 'held_by_daily_limit', waitsUntil: Date.UTC(2026, 11, 2, 1) };
  const reason = 'the ceiling of promotional text messages for this day is reached (held_by_daily_limit)';
  expect(explain(held)).toContain(`Held until 2026-12-02 01:00: "offer": ${reason}.`);
  expect(explain(held)).toContain(`2026-12-01 09:00  sender: held until 2026-12-02 01:00: ${reason}`);
  expect(describeMessage(held)).toBe(`"offer" (campaign spring): held until 2026-12-02 01:00: ${reason}`);
});

it('names no moment where none is known', () => {
  const paused = { ...message, reason: 'held_by_breaker' };
  const reason = 'promotional email from the sending domain is paused (held_by_breaker)';
  expect(explain(paused)).toContain(`Held: "offer": ${reason}.`);
  expect(describeMessage(paused)).toBe(`"offer" (campaign spring): held: ${reason}`);
});

it('shows a retry after throttling as before', () => {
  const throttled = { ...message, attempt: 1, reason: 'throttled' };
  expect(explain(throttled)).toContain('Being sent: "offer"');
  expect(describeMessage(throttled)).toContain('waiting for a retry');
});
