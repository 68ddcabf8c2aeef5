/** The message ledger in memory, through the same items as in DynamoDB: for tests and the simulator. */

import type { LedgerMessage, MessageLedger } from '../../app/ports/message-ledger.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import {
  countedByAttribute,
  decodeMessage,
  encodeClaim,
  encodeRecipient,
  encodeSettlement,
  encodeWait,
} from '../dynamodb/message-item.ts';
import { messageSortKey } from '../keys.ts';
import type { MemoryTable } from './memory-table.ts';

export interface MemoryMessageLedger extends MessageLedger {
  /** Every message of every profile, by profile and id. */
  listAll(): readonly LedgerMessage[];
}

/** `table` can be shared with a timeline store, as in DynamoDB. */
export function createMemoryMessageLedger(table: MemoryTable): MemoryMessageLedger {
  const find = (profileId: string, messageId: string) => {
    const item = table.get(profileId, messageSortKey(messageId));
    return item === undefined ? undefined : { item, message: decodeMessage(item) };
  };
  return {
    async wait(message, wait, batch, now, expiresAt) {
      const found = find(message.profileId, message.id)?.message;
      if (found !== undefined && (found.attempt > 0 || found.batch !== batch)) return false;
      const item = encodeWait(message, wait, batch, now, expiresAt);
      table.put(message.profileId, messageSortKey(message.id), item);
      return true;
    },

    async claim(message, batch, now, expiresAt) {
      const found = find(message.profileId, message.id)?.message;
      const isOurs = found?.state === 'claimed' && found.attempt === 1 && found.batch === batch;
      if (found !== undefined && found.attempt > 0 && !isOurs) return false;
      table.put(message.profileId, messageSortKey(message.id), encodeClaim(message, batch, now, expiresAt));
      return true;
    },

    async read(profileId, messageId) {
      return find(profileId, messageId)?.message;
    },

    async reclaim(profileId, messageId, attempt, batch, now, to) {
      const found = find(profileId, messageId);
      if (found === undefined) return false;
      const { message, item } = found;
      const isUnsettled =
        message.attempt === attempt && (message.state === 'claimed' || message.state === 'released');
      const isOurs =
        message.attempt === attempt + 1 && message.state === 'claimed' && message.batch === batch;
      const isUnreported = Object.keys(message.outcomes).length === 0;
      if (!(isUnsettled && isUnreported) && !isOurs) return false;
      const { settledAt: _settledAt, reason: _reason, waitsUntil: _waitsUntil, ...kept } = item;
      table.put(profileId, messageSortKey(messageId), {
        ...kept,
        ...encodeRecipient(to),
        state: { S: 'claimed' },
        attempt: { N: String(attempt + 1) },
        claimedAt: { N: String(now) },
        batch: { S: batch },
      });
      return true;
    },

    async settle(profileId, messageId, attempt, settlement) {
      const found = find(profileId, messageId);
      if (found === undefined || found.message.attempt !== attempt) return false;
      const { state, batch } = found.message;
      const isOurs = state === settlement.state && batch === settlement.batch;
      if (state !== 'claimed' && state !== 'released' && !isOurs) return false;
      const { reason: _reason, waitsUntil: _waitsUntil, ...kept } = found.item;
      table.put(profileId, messageSortKey(messageId), { ...kept, ...encodeSettlement(settlement) });
      return true;
    },

    async recount(profileId, messageId, from, to, now) {
      const found = find(profileId, messageId);
      if (found === undefined || (found.message.batch !== from && found.message.batch !== to)) return false;
      table.put(profileId, messageSortKey(messageId), {
        ...found.item,
        batch: { S: to },
        recountedAt: { N: String(now) },
      });
      return true;
    },

    async recordOutcome(profileId, messageId, outcome, at, batch, reason, channel) {
      const found = find(profileId, messageId);
      if (found === undefined || (channel ?? found.message.channel) !== found.message.channel)
        return undefined;
      const { item } = found;
      const name = countedByAttribute(outcome);
      const next = {
        ...item,
        outcomes: { M: { [outcome]: { N: String(at) }, ...item['outcomes']?.M } },
        ...omitAbsent({
          [name]: item[name] ?? (batch === undefined ? undefined : { S: batch }),
          reportedReason: item['reportedReason'] ?? (reason === undefined ? undefined : { S: reason }),
        }),
      };
      table.put(profileId, messageSortKey(messageId), next);
      return decodeMessage(next);
    },

    async recordClicks(profileId, messageId, { from, to, deliveredAt, outcomes }) {
      const found = find(profileId, messageId);
      if (found === undefined) return false;
      const { item, message } = found;
      const isUnchanged = message.clicks === from && message.outcomes['delivered'] === deliveredAt;
      if (!isUnchanged && message.clicks !== to) return false;
      const { clicked: _clicked, machine_clicked: _byMachine, ...others } = item['outcomes']?.M ?? {};
      const moments = Object.entries(outcomes).map(([outcome, at]) => [outcome, { N: String(at) }] as const);
      table.put(profileId, messageSortKey(messageId), {
        ...item,
        clicks: { S: to },
        outcomes: { M: { ...others, ...Object.fromEntries(moments) } },
      });
      return true;
    },

    async recountOutcome(profileId, messageId, outcome, from, to) {
      const found = find(profileId, messageId);
      const owner = found?.message.countedBy?.[outcome];
      if (found === undefined || (owner !== from && owner !== to)) return false;
      table.put(profileId, messageSortKey(messageId), {
        ...found.item,
        [countedByAttribute(outcome)]: { S: to },
      });
      return true;
    },

    listAll: () =>
      table
        .partitions()
        .flatMap((profileId) =>
          table
            .listDescending(profileId, messageSortKey(''), Number.MAX_SAFE_INTEGER, undefined)
            .map(decodeMessage)
            .reverse(),
        ),
  };
}
