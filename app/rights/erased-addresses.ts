/**
 * What people and providers state about an address whose person was erased: a link in an old message, STOP, an entry of the
 * provider's list. It is kept with the hash of the address, as the erasure has kept what held before: docs/adr/0109.
 */
import type { AddressStatement } from '../../engine/model/address-statement.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { AddressStatements } from '../ports/address-statements.ts';
import type { ErasedFact, ErasureMark, ErasureNotes } from '../ports/erasure-register.ts';
import { foldFacts, keyOf } from './erased-facts.ts';

/** Undefined: the address is not erased. */
export async function findErasure(
  register: Pick<ErasureNotes, 'isUsed' | 'find'>,
  channel: Channel,
  address: string,
): Promise<ErasureMark | undefined> {
  const key = keyOf(channel, address);
  if (key === undefined || !(await register.isUsed())) return undefined;
  return (await register.find([key]))[0];
}

/** False: the address is not erased, or is an address again. */
async function noteFacts(
  register: ErasureNotes,
  channel: Channel,
  address: string,
  facts: readonly ErasedFact[],
): Promise<boolean> {
  const key = keyOf(channel, address);
  if (key === undefined || (await findErasure(register, channel, address)) === undefined) return false;
  return register.addFacts(key, facts);
}

/** The same book, which writes no item of an erased address. What it has of one is read as if it had the item. */
export function guardAddresses<Book extends Pick<AddressBook, 'read' | 'keep'>>(
  book: Book,
  register: ErasureNotes,
): Book {
  return {
    ...book,
    async read(channel, address, options) {
      const record = await book.read(channel, address, options);
      if (record !== undefined) return record;
      const mark = await findErasure(register, channel, address);
      return mark === undefined ? undefined : foldFacts(mark.facts ?? []);
    },
    async keep(statement) {
      const { channel, address } = statement;
      if (await noteFacts(register, channel, address, listStated(statement))) return;
      await book.keep(statement);
    },
  };
}

/** The same store: of an erased address it keeps the denials, and has nothing to report. */
export function guardStatements<Store extends Pick<AddressStatements, 'state'>>(
  store: Store,
  register: ErasureNotes,
): Store {
  return {
    ...store,
    async state(statement) {
      const { channel, address, denied, event } = statement;
      const consent = { state: 'denied', at: event.occurredAt } as const;
      const facts = denied.map((key): ErasedFact => ({ channel, kind: 'consent', key, consent }));
      if (await noteFacts(register, channel, address, facts)) return false;
      return store.state(statement);
    },
  };
}

/** What holds for the address once it is one again. Failures, uses and holders were of the erased person. */
function listStated(statement: AddressStatement): readonly ErasedFact[] {
  const { channel } = statement;
  if (statement.kind === 'suppressed') return [{ channel, kind: 'suppressed', reason: statement.reason }];
  if (statement.kind !== 'consent') return [];
  return [{ channel, kind: 'consent', key: statement.key, consent: statement.consent }];
}
