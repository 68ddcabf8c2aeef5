/** A message of the ledger as an item: what it costs to write. */
import { expect, it } from 'vitest';
import { decodeMessage, encodeClaim, encodeSettlement } from '../../../adapters/dynamodb/message-item.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

/** Bytes of an item by the rules of DynamoDB: names, texts, and numbers of at most 21 bytes. */
function sizeOf(item: Readonly<Record<string, { readonly S?: string; readonly N?: string }>>): number {
  return Object.entries(item).reduce(
    (sum, [name, { S, N }]) =>
      sum + name.length + Buffer.byteLength(S ?? '') + (N === undefined ? 0 : N.length) + 3,
    0,
  );
}

const message = makeMessage({
  ...{ profileId: 'P'.repeat(26), id: 'M'.repeat(26), channel: 'email', to: `${'a'.repeat(62)}@example.com` },
  ...{ origin: 'journey:win-back-after-months', template: 'come-back-with-a-gift', step: 'remind' },
  ...{ variant: 'either.remind', locale: 'it' },
});

it('is written with one write unit, with its recipient', () => {
  const item = {
    ...encodeClaim(
      message,
      'email-2026-11-29-12345678-1234-1234-1234-123456789012',
      1_796_000_000_000,
      1_830_000_000,
    ),
    ...encodeSettlement({
      ...{
        state: 'sent',
        batch: 'email-2026-11-29-12345678-1234-1234-1234-123456789012',
        at: 1_796_000_000_000,
      },
      ...{ providerId: '0100018f-12345678-1234-1234-1234-123456789012-000000', links: ['Ab3dE5fG7h'] },
    }),
  };
  expect(sizeOf(item)).toBeLessThan(700);
  expect(decodeMessage(item).to).toBe(message.to);
});

it('has no recipient if it was written before the ledger kept it', () => {
  const { to: _to, ...former } = encodeClaim(message, 'b', 1, 2);
  expect(decodeMessage(former).to).toBeUndefined();
});
