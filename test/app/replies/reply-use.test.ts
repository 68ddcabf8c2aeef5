/** A reply is a use of its number, where a choice among the numbers of a person depends on it. */
import { expect, it } from 'vitest';
import { readUse } from '../../../app/send/order-addresses.ts';
import type { AddressPolicy } from '../../../engine/model/documents/deliverability-policy.ts';
import { createReplyStack, phone } from '../../harness/reply-stack.ts';

async function reply(choices: AddressPolicy, isListed: boolean) {
  const stack = createReplyStack({ choices });
  const { addresses } = stack.ports;
  if (isListed) await addresses.keep({ channel: 'sms', address: phone, kind: 'listed' });
  const { calls } = stack.injector;
  for (const after of [9_000, 5_000]) await stack.receive('On my way', after);
  const { usedAt } = await readUse('whatsapp', phone, addresses);
  return { usedAt, writes: calls.filter((call) => call === 'addresses.keep').length };
}

const latest = Date.parse('2026-11-20T10:00:09Z');

it.each<[string, AddressPolicy, boolean, object]>([
  [
    'is kept, the latest one, of a person with several',
    { sms: 'last_used' },
    true,
    { usedAt: latest, writes: 2 },
  ],
  ['is kept for WhatsApp too', { whatsapp: 'last_used' }, true, { usedAt: latest, writes: 2 }],
  ['costs no write of a person with one', { sms: 'last_used' }, false, { usedAt: undefined, writes: 0 }],
  ['costs no write under another policy', { sms: 'first_usable' }, true, { usedAt: undefined, writes: 0 }],
])('a reply by SMS %s', async (_title, choices, isListed, expected) => {
  expect(await reply(choices, isListed)).toEqual(expected);
});
