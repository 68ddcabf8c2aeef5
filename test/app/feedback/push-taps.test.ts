/** What a tap on a push comes to. Its ids and its time come from a device, and can be anything. */
import { expect, it } from 'vitest';
import { makeEventText } from '../../harness/events.ts';
import { message, minute, now, openFeedbackStack } from '../../harness/feedback-stack.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

const push = makeMessage({ id: '01-push', channel: 'push', to: 'gcm:a' });

async function openTaps() {
  const feedback = await openFeedbackStack(['Message Opened']);
  await feedback.ledger.claim(push, 'sender-2', now, 2_000_000_000);
  return {
    ...feedback,
    tap(ids: { readonly message?: string; readonly profile?: string } = {}, detail: object = {}): void {
      const { message: id = push.id, profile = push.profileId } = ids;
      const properties = { 'percorso-message': id, 'percorso-profile': profile };
      feedback.queue.sendText(
        makeEventText({
          id: `tap-${feedback.queue.peek().length}`,
          name: 'Push Notification Tapped',
          at: now + minute,
          source: 'app',
          detail: { userId: 'anna', properties, ...detail },
        }),
      );
    },
  };
}

it('is an open of the push, for the statistics and the profile', async () => {
  const { tap, deliver, ledger, forwarded, statistics } = await openTaps();
  tap();
  expect(await deliver()).toEqual([]);
  expect((await ledger.read(push.profileId, push.id))?.outcomes).toHaveProperty('opened');
  expect(forwarded()).toEqual(['Message Opened']);
  expect(statistics.sumAll()).toEqual({ [push.origin]: { 'push.opened': 1, 'push.opens': 1 } });
});

it.each([
  ['an email of the person', { message: message.id }],
  ['a message that does not exist', { message: 'none' }],
  ['a push of another person', { profile: 'another' }],
])('is no open if it names %s', async (_title, ids) => {
  const { tap, deliver, ledger, forwarded, statistics } = await openTaps();
  tap(ids);
  expect(await deliver()).toEqual([]);
  expect((await ledger.read(message.profileId, message.id))?.outcomes).toEqual({});
  expect(forwarded()).toEqual([]);
  expect(statistics.sumAll()).toEqual({});
});

it('returns to the queue while the ledger cannot be read', async () => {
  const { tap, deliver, ledger, forwarded } = await openTaps();
  tap();
  const broken = { ...ledger, read: () => Promise.reject(new Error('throttled')) };
  expect(await deliver({ ledger: broken })).toHaveLength(1);
  expect(await deliver()).toEqual([]);
  expect(forwarded()).toEqual(['Message Opened']);
});

it.each([
  ['before the push was sent', { timestamp: '2001-01-01T00:00:00Z' }, now],
  ['after its receipt', { timestamp: '2031-01-01T00:00:00Z' }, now + minute],
  ['of no form', { timestamp: 'yesterday' }, now + minute],
  [
    'of a clock that is 10 days ahead',
    { timestamp: '2026-11-30T10:00:50Z', sentAt: '2026-11-30T10:01:00Z' },
    now + minute - 10_000,
  ],
])('is counted when it can have occurred, if its time is %s', async (_title, detail, expected) => {
  const { tap, deliver, ledger, statistics } = await openTaps();
  tap({}, detail);
  expect(await deliver()).toEqual([]);
  expect((await ledger.read(push.profileId, push.id))?.outcomes).toEqual({ opened: expected });
  expect((await statistics.list('2026-11-20', undefined)).batches).toHaveLength(1);
});

it('is one open for documents, however often it is repeated', async () => {
  const { tap, deliver, forwarded, queue, stack } = await openTaps();
  for (const second of [10, 20, 30]) tap({}, { timestamp: new Date(now + second * 1_000).toISOString() });
  expect(queue.peek()).toHaveLength(3);
  expect(await deliver()).toEqual([]);
  const touchpoints = stack.queues
    .get('profile')
    .peek()
    .map((body) => body['touchpoint'] as { id: string });
  expect(forwarded().length).toBeGreaterThan(0);
  expect(new Set(touchpoints.map(({ id }) => id)).size).toBe(1);
});
