/** Doubtful replies as an operator reads them, and what a decision about one changes. */
import { beforeEach, expect, it } from 'vitest';
import { createMemoryAddressBook } from '../../../adapters/memory/address-book.ts';
import { createMemoryDoubtfulReplies } from '../../../adapters/memory/doubtful-replies.ts';
import { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { decideReply, inspectReplies } from '../../../app/inspect/inspect-replies.ts';
import { suppressAddress } from '../../../app/suppression/suppress-address.ts';

const at = Date.parse('2026-11-22T10:00:00Z');
let doubtful: ReturnType<typeof createMemoryDoubtfulReplies>;
let addresses: ReturnType<typeof createMemoryAddressBook>;

/** r3 is the newest; the number of r2 has stopped. */
beforeEach(async () => {
  doubtful = createMemoryDoubtfulReplies();
  addresses = createMemoryAddressBook();
  for (const index of [1, 2, 3])
    await doubtful.keep(
      {
        ...{ id: `r${index}`, channel: 'sms', address: `+39333123456${index}` },
        ...{ text: 'no more please', at: at + index },
      },
      2_000_000_000,
    );
  const step = { by: 'arn:anna', reason: 'asked', at };
  const ports = { addresses, consents: { append: async () => {} }, erasures: createMemoryErasureRegister() };
  await suppressAddress('sms', '+393331234562', step, ports);
});

const list = async (options: { readonly limit?: number; readonly isAll?: boolean } = {}) => {
  const listing = await inspectReplies({ doubtful, addresses }, { limit: 50, isAll: false, ...options });
  return { ids: listing.replies.map(({ id }) => id), ...listing };
};

it('lists the open ones, and all on request', async () => {
  expect((await list()).ids).toEqual(['r3', 'r1']);
  const all = await list({ isAll: true });
  expect(all.ids).toEqual(['r3', 'r2', 'r1']);
  expect(all.replies.map(({ isStopped }) => isStopped)).toEqual([false, true, false]);
});

it('counts only what it lists against the limit, and says whether there is more', async () => {
  expect(await list({ limit: 1 })).toMatchObject({ ids: ['r3'], isCut: true });
  expect(await list({ limit: 2 })).toMatchObject({ ids: ['r3', 'r1'], isCut: false });
});

it('leaves out what is decided, and keeps who decided first, and when', async () => {
  const decision = { by: 'arn:anna', at: at + 60_000 };
  expect((await decideReply('r3', decision, doubtful)).decided).toEqual(decision);
  expect((await list()).ids).toEqual(['r1']);
  const again = await decideReply('r3', { by: 'arn:bruno', at: at + 90_000 }, doubtful);
  expect(again.decided).toEqual(decision);
  expect((await list({ isAll: true })).replies[0]).toMatchObject({ id: 'r3', decided: decision });
});

it('answers an unknown id with what to do', async () => {
  await expect(decideReply('r9', { by: 'arn:anna', at }, doubtful)).rejects.toMatchObject({
    message: 'No reply of the last 90 days has the id "r9".',
    remedy: 'Copy the id from `percorso replies --all`.',
  });
});
