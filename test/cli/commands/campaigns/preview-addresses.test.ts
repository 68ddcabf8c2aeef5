/** A campaign's preview where people have several addresses: who is reached, at which, and why the others are not. */
import { expect, it } from 'vitest';
import { createMemoryRunStore } from '../../../../adapters/memory/run-store.ts';
import { previewCampaign } from '../../../../cli/commands/campaigns/campaign-preview.ts';
import type { JsonObject } from '../../../../engine/base/json.ts';
import { emailTemplate, openStage } from '../../../harness/recorded-life.ts';

const makeDocuments = (choice: string) => `
kind: segment
id: everybody
status: live
condition: { profile: { traits: { member: [true] } } }
---
kind: campaign
id: spring
status: live
audience: { segment: everybody }
send: spring
schedule: { at: "2026-11-23T10:00:00Z" }
---
kind: policy
id: contact
status: live
consent: { email: opt-out }
addresses: { email: ${choice} }
${emailTemplate('spring')}`;

const now = Date.parse('2026-11-22T12:00:00Z');
const [home, office] = ['anna@home.example', 'anna@work.example'];
const several = { email: home, emails: [office] };

async function openStores(choice: string) {
  const stage = await openStage();
  await stage.publish(makeDocuments(choice));
  const stores = { ...stage, runs: createMemoryRunStore() };
  return {
    ...stage,
    async live(person: string, traits: JsonObject): Promise<void> {
      const event = { at: '2026-11-21T12:00:00Z', event: 'Signed Up', traits: { member: true, ...traits } };
      await stage.live(person, [event], '2026-11-22T12:00:00Z');
    },
    suppress: (address: string) =>
      stage.identities.keep({ channel: 'email', address, kind: 'suppressed', reason: 'bounced' }),
    async preview() {
      const options = { directory: '/', now, onProgress: () => undefined };
      const { json } = await previewCampaign('spring', [], stores, options);
      return (json as { reasons: unknown }).reasons;
    },
  };
}

it.each([
  ['primary', { suppressed_address: 1 }],
  ['first_usable', { sent_to_channel: 1 }],
  ['last_used', { sent_to_channel: 1 }],
])('with %s, a person whose first address failed counts as %j', async (choice, expected) => {
  const { live, suppress, preview } = await openStores(choice);
  await live('anna', several);
  await suppress(home);
  expect(await preview()).toEqual(expected);
});

it('a person whose own message failed at the first address is reached at the second', async () => {
  const { live, profiles, preview } = await openStores('first_usable');
  await live('anna', several);
  const profile = await profiles.load('profile-of-anna', { consistent: true });
  if (profile === undefined) throw new Error('no profile');
  const suppressions = { email: { address: home, reason: 'bounced', at: 1 } } as const;
  await profiles.save({ ...profile, suppressions, version: profile.version + 1 });
  expect(await preview()).toEqual({ sent_to_channel: 1 });
});

it('a person is not reached where all addresses are excluded, with the reason of the first', async () => {
  const { live, suppress, identities, preview } = await openStores('first_usable');
  await live('anna', several);
  const no = { state: 'denied', at: 1 } as const;
  await identities.keep({ channel: 'email', address: home, kind: 'consent', key: 'email', consent: no });
  await suppress(office);
  expect(await preview()).toEqual({ unsubscribed: 1 });
});

it('a mailbox that one person lists and another has gets one message', async () => {
  const { live, suppress, preview } = await openStores('first_usable');
  await live('anna', several);
  await live('bruno', { email: office });
  expect(await preview()).toEqual({ sent_to_channel: 2 });
  await suppress(home);
  expect(await preview()).toEqual({ sent_to_channel: 1, address_reached: 1 });
});

it('with last_used, the mailbox is that of the last use', async () => {
  const { live, identities, uses, preview } = await openStores('last_used');
  await live('anna', several);
  await live('bruno', { email: office });
  await uses.keepUse({ channel: 'email', address: office, at: 7 });
  expect(await preview()).toEqual({ sent_to_channel: 1, address_reached: 1 });
  await uses.keepUse({ channel: 'email', address: home, at: 9 });
  expect(await preview()).toEqual({ sent_to_channel: 2 });
  const no = { state: 'denied', at: 1 } as const;
  await identities.keep({ channel: 'email', address: home, kind: 'consent', key: 'email', consent: no });
  expect(await preview()).toEqual({ sent_to_channel: 1, address_reached: 1 });
});
