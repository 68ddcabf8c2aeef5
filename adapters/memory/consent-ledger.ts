/** The consent ledger in memory, in the form in which it is stored: for tests and the simulator. */
import type { ConsentLedger, ConsentRecord } from '../../app/ports/consent-ledger.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { decodeRecord, encodeRecord } from '../dynamodb/consent-ledger.ts';
import { MemoryTable } from './memory-table.ts';

export interface MemoryConsentLedger extends ConsentLedger {
  /** Of all people, in the order of their keys. */
  listAll(): readonly ConsentRecord[];
}

export function createMemoryConsentLedger(table: MemoryTable = new MemoryTable()): MemoryConsentLedger {
  const list = (profileId: string, limit: number, before?: string) =>
    table.listDescending(profileId, '', limit, before);
  return {
    async append(record) {
      const item = encodeRecord(record);
      table.put(record.profileId, item['sk']?.S ?? '', item);
    },
    async list(profileId, limit, cursor) {
      const items = list(profileId, limit, cursor);
      const last = items.length < limit ? undefined : items.at(-1)?.['sk']?.S;
      return { records: items.map(decodeRecord), ...omitAbsent({ cursor: last }) };
    },
    listAll: () =>
      table
        .partitions()
        .flatMap((profileId) => list(profileId, Number.POSITIVE_INFINITY).map(decodeRecord).toReversed()),
  };
}
