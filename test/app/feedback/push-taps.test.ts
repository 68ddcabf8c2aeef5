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
