/** What is stated about an erased address: kept with its hash, and read as if its item had it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryAddressBook } from '../../../adapters/memory/address-book.ts';
import { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { guardAddresses, guardStatements } from '../../../app/rights/erased-addresses.ts';
import { restoreFacts } from '../../../app/rights/erased-facts.ts';
import type { AddressStatement } from '../../../engine/model/address-statement.ts';
import type { IdentityKey } from '../../../engine/model/touchpoint.ts';

const address = 'ada@example.com';
const key: IdentityKey = { type: 'email', value: address };
const channel = 'email';

/** A stage that has erased Ada. */
async function open() {
  const book = createMemoryAddressBook();
  const register = createMemoryErasureRegister();
  await register.open(new Uint8Array(32));
  await register.add(key, { at: 1_000, receipt: 'R1' });
  return { book, register, guarded: guardAddresses(book, register) };
}

const said = fc.oneof(
  fc.record({
    kind: fc.constant('consent' as const),
    key: fc.constantFrom('email', 'email:surveys', 'email/news'),
    consent: fc.oneof(
      fc.record({
        state: fc.constantFrom('granted' as const, 'denied' as const),
        at: fc.integer({ min: 1, max: 4 }),
      }),
      fc.record({
        ...{ state: fc.constant('granted' as const), confirmed: fc.constant(true as const) },
        at: fc.integer({ min: 1, max: 4 }),
      }),
    ),
  }),
  fc.record({
    kind: fc.constant('suppressed' as const),
    reason: fc.constantFrom('bounced' as const, 'complained' as const, 'operator' as const),
  }),
);

describe('an erased address', () => {
  it('has what is stated as an item would have it, with its hash, and as an item again once it is lifted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 8 }), async (statements) => {
        const plain = createMemoryAddressBook();
        const { book, register, guarded } = await open();
        for (const each of statements) {
          const statement: AddressStatement = { channel, address, ...each };
          await plain.keep(statement);
          await guarded.keep(statement);
        }
        const read = async (from: Pick<typeof plain, 'read'>) => {
          const record = await from.read(channel, address, { consistent: true });
          // Of two reasons of a suppression, either is one.
          return record && { ...record, reason: undefined, suppressedBy: record.suppressedBy !== undefined };
        };
        const { consents = {}, ...expected } = (await read(plain)) ?? {
          isSuppressed: false,
          isShared: false,
        };
        expect(await read(guarded)).toMatchObject({ ...expected, consents });
        expect(await book.read(channel, address, { consistent: true }), 'no item').toBeUndefined();
        const [mark] = await register.find([key]);
        if (mark !== undefined) await restoreFacts(book, key, mark);
        expect(await read(book)).toEqual(await read(plain));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the denials of a link, and leaves nothing to report', async () => {
    const { book, register, guarded } = await open();
    const statements = guardStatements(book, register);
    const event = { kind: 'EmitEvent', id: 'e', profileId: 'P1', name: 'Consent Stated' } as const;
    const statement = {
      ...({ channel, address, denied: ['email:surveys'] } as const),
      event: { ...event, properties: {}, context: {}, occurredAt: 2_000 },
    };
    expect(await statements.state(statement)).toBe(false);
    expect((await guarded.read(channel, address, { consistent: true }))?.deniedAt).toEqual({
      'email:surveys': 2_000,
    });
    expect(book.listNamed()).toEqual([]);
    expect(await statements.state({ ...statement, address: 'berta@example.com' })).toBe(true);
  });

  it('is an address like any other once its erasure is lifted, also between the look and the write', async () => {
    const { book, register, guarded } = await open();
    const { find } = register;
    register.find = async (keys) => {
      const marks = await find(keys);
      await register.lift(key, 2_000, []);
      return marks;
    };
    await guarded.keep({ channel, address, kind: 'suppressed', reason: 'bounced' });
    expect((await book.read(channel, address, { consistent: true }))?.isSuppressed).toBe(true);
  });

  it('costs no look at the register in a stage that erased no one', async () => {
    const register = createMemoryErasureRegister();
    register.find = async () => {
      throw new Error('looked');
    };
    const book = createMemoryAddressBook();
    const guarded = guardAddresses(book, register);
    await guarded.keep({ channel, address, kind: 'heard', at: 1 });
    expect((await guarded.read(channel, address, { consistent: true }))?.heardAt).toBe(1);
    // A push address is no id of a person.
    await guarded.keep({ channel: 'push', address: 'token', kind: 'suppressed', reason: 'invalid' });
    expect(await book.read('push', 'token', { consistent: true })).toMatchObject({ isSuppressed: true });
  });
});
