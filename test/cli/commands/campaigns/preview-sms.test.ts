/** What a campaign by SMS costs by country, before it starts. */
import { expect, it } from 'vitest';
import { createMemoryRunStore } from '../../../../adapters/memory/run-store.ts';
import { previewCampaign } from '../../../../cli/commands/campaigns/campaign-preview.ts';
import { openStage } from '../../../harness/recorded-life.ts';

const documents = (prices: string, rest = '.'.repeat(60)) => `
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
kind: template
id: spring
status: live
channel: sms
class: promotional
content: { body: "Ciao {{ profile.traits.first_name }}${rest}" }
---
kind: policy
id: contact
status: live
${prices}
`;

const now = Date.parse('2026-11-22T12:00:00Z');

async function preview(
  prices: string,
  people: Readonly<Record<string, string>>,
  { rest, publicUrl }: { readonly rest?: string; readonly publicUrl?: string } = {},
) {
  const stage = await openStage();
  await stage.publish(documents(prices, rest));
  for (const [name, phone] of Object.entries(people)) {
    const traits = { member: true, phone, first_name: name };
    const context = { consent: { sms: true } };
    const event = { at: '2026-11-21T12:00:00Z', event: 'Signed Up', traits, context };
    await stage.live(name, [event], '2026-11-22T12:00:00Z');
  }
  const stores = { ...stage, runs: createMemoryRunStore() };
  return previewCampaign('spring', [], stores, {
    directory: '/',
    now,
    onProgress: () => undefined,
    publicUrl,
  });
}

const people = {
  anna: '+393331234567',
  Łukasz: '+34612345678',
  ben: '+34612345679',
  // The same phone as Ben: it gets one message.
  bob: '+34 612 345 679',
};

it('shows people, parts and price by country, and says which price is not known', async () => {
  const { lines, json } = await preview('', people);
  expect(json).toMatchObject({
    sms: [
      // One name makes its message Unicode: two parts instead of one.
      { country: 'ES', people: 2, parts: 3, price: 6087 },
      { country: 'IT', people: 1, parts: 1 },
    ],
  });
  const text = lines.join('\n');
  expect(text).toMatch(/IT +1 +1 +not known +not known/);
  expect(text).toMatch(/ES +2 +3 +\$0\.06087 +\$0\.18261/);
  expect(text).toContain('Price: at least $0.18261, without carrier fees.');
});

it('uses the prices of the policy', async () => {
  const { lines } = await preview('sms: { prices: { IT: 0.07, ES: 0.05 } }', { anna: '+393331234567' });
  expect(lines.join('\n')).toMatch(/IT +1 +1 +\$0\.07 +\$0\.07/);
  expect(lines).toContain('Price: $0.07, without carrier fees.');
});

it.each([
  ['a short public URL', 'https://pc.example', 1],
  ['a long public URL', 'https://links.of-a-longer-name.example', 2],
  ['no public URL, so that links stay long', '', 2],
])('counts the parts of links with %s', async (_name, publicUrl, parts) => {
  const link = `https://shop.example/${'x'.repeat(40)}`;
  const rest = `${'.'.repeat(110)} {{ '${link}' | short_link }}`;
  const { json } = await preview('', { anna: '+34612345678' }, { rest, publicUrl });
  expect(json).toMatchObject({ sms: [{ country: 'ES', people: 1, parts }] });
});
