/** The preview of a campaign agrees with its run, whatever addresses people share, list and used, and whatever failed. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openMailboxes } from '../harness/mailbox-run.ts';

const mailboxes = ['a@x.example', 'b@x.example', 'c@x.example', 'abuse@x.example', 'nowhere'];
const mailbox = fc.constantFrom(...mailboxes);
const people = ['anna', 'bruno', 'carla'];

const story = fc.record({
  choice: fc.constantFrom('primary', 'first_usable', 'last_used'),
  traits: fc.tuple(
    ...people.map(() =>
      fc.record({ email: mailbox, emails: fc.array(mailbox, { maxLength: 3 }) }, { requiredKeys: [] }),
    ),
  ),
  failed: fc.uniqueArray(mailbox, { maxLength: 2 }),
  denied: fc.uniqueArray(mailbox, { maxLength: 1 }),
  uses: fc.array(fc.tuple(mailbox, fc.integer({ min: 1, max: 9 })), { maxLength: 3 }),
  order: fc.shuffledSubarray(people, { minLength: 3 }),
});

it('counts as many messages and refusals as there are, in any order of the run', async () => {
  const seen: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(story, async ({ choice, traits, failed, denied, uses, order }) => {
      const { identify, suppress, preview, run, stack } = await openMailboxes(choice);
      for (const [index, userId] of people.entries()) await identify(userId, traits[index] ?? {});
      const { addresses } = stack.ports;
      for (const address of failed) await suppress(address);
      for (const address of denied)
        await addresses.keep({
          ...{ channel: 'email', address, kind: 'consent', key: 'email' },
          consent: { state: 'denied', at: 1 },
        });
      for (const [address, at] of uses) await addresses.keepUse({ channel: 'email', address, at });
      const expected = await preview();
      const sent = await run(...order);
      expect(new Set(sent).size).toBe(sent.length);
      const entries = stack.ports.timeline.listAllEntries().flatMap((entry) => entry.traces);
      const decided = entries.filter(
        ({ action, origin }) => action === 'send' && origin === 'campaign:spring',
      );
      const found: Record<string, number> = {};
      const add = (reason: string) => {
        found[reason] = (found[reason] ?? 0) + 1;
        seen[reason] = (seen[reason] ?? 0) + 1;
      };
      for (const { reason, effectId = '' } of decided) {
        if (reason !== 'sent_to_channel') {
          add(reason);
          continue;
        }
        const settled = await findMessage(stack, effectId);
        add(settled?.state === 'sent' ? 'sent_to_channel' : (settled?.reason ?? 'unknown'));
      }
      expect(found).toEqual(expected);
    }),
    { numRuns: 100 },
  );
  for (const reason of ['sent_to_channel', 'address_reached', 'suppressed_address', 'unsubscribed'])
    expect(seen[reason], reason).toBeGreaterThan(0);
});

async function findMessage({ ports }: Awaited<ReturnType<typeof openMailboxes>>['stack'], id: string) {
  for (const profileId of ports.identities.bindings().values()) {
    const found = await ports.ledger.read(profileId, id);
    if (found !== undefined) return found;
  }
  return undefined;
}
