/** Provider reports on sent messages: the part of the ledger that feedback processing needs. */
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { MessageLedger } from '../../app/ports/message-ledger.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { makeNumber, makeText } from './attributes.ts';
import { type Database, isAccepted, isConditionFailure } from './client.ts';
import { countedByAttribute, decodeMessage, makeMessageKey } from './message-item.ts';

export function createDynamoMessageReports(
  database: Database,
  table: string,
): Pick<MessageLedger, 'read' | 'recordOutcome' | 'recordClicks' | 'recountOutcome'> {
  return {
    async read(profileId, messageId, { consistent } = { consistent: true }) {
      const { Item } = await database.send(
        new GetItemCommand({
          TableName: table,
          Key: makeMessageKey(profileId, messageId),
          // Consistent by default: the caller decides by it, and an old state would send again.
          ConsistentRead: consistent,
        }),
      );
      return Item === undefined ? undefined : decodeMessage(Item);
    },

    async recordOutcome(profileId, messageId, outcome, at, batch, reason, channel) {
      try {
        const { Attributes } = await database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeMessageKey(profileId, messageId),
            // The first report of its kind wins: repeats and later opens change nothing.
            UpdateExpression: `SET outcomes.#outcome = if_not_exists(outcomes.#outcome, :at)${
              batch === undefined ? '' : ', #countedBy = if_not_exists(#countedBy, :batch)'
            }${reason === undefined ? '' : ', reportedReason = if_not_exists(reportedReason, :reason)'}`,
            // Exists: for an unknown message, or one expired by TTL, an update would create a partial item.
            ConditionExpression: `attribute_exists(pk)${channel === undefined ? '' : ' AND channel = :channel'}`,
            ExpressionAttributeNames: {
              '#outcome': outcome,
              ...omitAbsent({ '#countedBy': batch === undefined ? undefined : countedByAttribute(outcome) }),
            },
            ExpressionAttributeValues: {
              ':at': makeNumber(at),
              ...omitAbsent({
                ':batch': batch === undefined ? undefined : makeText(batch),
                ':channel': channel === undefined ? undefined : makeText(channel),
                ':reason': reason === undefined ? undefined : makeText(reason),
              }),
            },
            // Not billed, and saves a read.
            ReturnValues: 'ALL_NEW',
          }),
        );
        return Attributes === undefined ? undefined : decodeMessage(Attributes);
      } catch (error) {
        if (isConditionFailure(error)) return undefined;
        throw error;
      }
    },

    recordClicks: (profileId, messageId, { from, to, deliveredAt, outcomes }) => {
      const kept = Object.entries(outcomes).map(([outcome, at]) => [outcome, makeNumber(at)] as const);
      const removed = ['clicked', 'machine_clicked'].filter((outcome) => !(outcome in outcomes));
      const sets = kept.map(([outcome]) => `, outcomes.${outcome} = :${outcome}`).join('');
      const removes = removed.map((outcome) => `outcomes.${outcome}`).join(', ');
      // The clicks are those that were read.
      const isUnchanged = from === undefined ? 'attribute_not_exists(clicks)' : 'clicks = :from';
      // No report of the delivery arrived since: it may show a machine.
      const isDeliveryKnown =
        deliveredAt === undefined
          ? 'attribute_not_exists(outcomes.delivered)'
          : 'outcomes.delivered = :delivered';
      return isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeMessageKey(profileId, messageId),
            UpdateExpression: `SET clicks = :to${sets}${removes === '' ? '' : ` REMOVE ${removes}`}`,
            // The same clicks: they were already written, the response was lost.
            ConditionExpression: `attribute_exists(pk) AND ((${isUnchanged} AND ${isDeliveryKnown}) OR clicks = :to)`,
            ExpressionAttributeValues: {
              ':to': makeText(to),
              ...Object.fromEntries(kept.map(([outcome, at]) => [`:${outcome}`, at])),
              ...omitAbsent({
                ':from': from === undefined ? undefined : makeText(from),
                ':delivered': deliveredAt === undefined ? undefined : makeNumber(deliveredAt),
              }),
            },
          }),
        ),
      );
    },

    recountOutcome: (profileId, messageId, outcome, from, to) =>
      isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeMessageKey(profileId, messageId),
            UpdateExpression: 'SET #countedBy = :to',
            // Our own batch: the same take-over was already written, its response was lost.
            ConditionExpression: '#countedBy IN (:from, :to)',
            ExpressionAttributeNames: { '#countedBy': countedByAttribute(outcome) },
            ExpressionAttributeValues: { ':from': makeText(from), ':to': makeText(to) },
          }),
        ),
      ),
  };
}
