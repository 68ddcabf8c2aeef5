/**
 * The message ledger in DynamoDB: one conditional write per step, so that of any number of workers one goes on.
 * Every condition also admits the same write by the same invocation: the SDK repeats a call whose answer was lost.
 */
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { MessageLedger } from '../../app/ports/ports.ts';
import { type Item, makeNumber, makeText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { encodeClaim, encodeSettlement, makeMessageKey } from './message-item.ts';
import { createDynamoMessageReports } from './message-reports.ts';

/** Never seen before. */
const isNew = 'attribute_not_exists(pk)';
/** Our own claim came through already, its answer did not. */
const isOurClaim = '(#state = :claimed AND #attempt = :claim AND #batch = :batch)';
/** Nobody claimed since we looked, and nobody settled. */
const isUnsettledSince = '#attempt = :attempt AND #state IN (:claimed, :released)';
/** No report has come that proves it was sent. */
const isUnreported = 'size(outcomes) = :none';
/** The attempt being settled is the one in force, and it is open: a later attempt has an outcome of its own. */
const isOpen = `(${isUnsettledSince})`;
/** Our own settlement came through already, its answer did not. */
const isOurSettlement = '(#attempt = :attempt AND #state = :newState AND #batch = :newBatch)';
/** Still counted nowhere; a batch that exists by now is not taken over, for the caller asked before. */
const isUncounted = '#batch = :from';
/** Our own take-over came through already. */
const isOurs = '#batch = :to';

export function createDynamoMessageLedger(database: Database, table: string): MessageLedger {
  return {
    claim: (message, batch, now, expiresAt) =>
      isAccepted(
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: encodeClaim(message, batch, now, expiresAt),
            ConditionExpression: `${isNew} OR ${isOurClaim}`,
            ExpressionAttributeNames: name('state', 'attempt', 'batch'),
            ExpressionAttributeValues: {
              ':claimed': makeText('claimed'),
              ':claim': makeNumber(1),
              ':batch': makeText(batch),
            },
          }),
        ),
      ),

    reclaim: (profileId, messageId, attempt, batch, now) =>
      isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeMessageKey(profileId, messageId),
            UpdateExpression:
              'SET #state = :claimed, #attempt = :claim, #claimedAt = :now, #batch = :batch REMOVE settledAt, #reason',
            ConditionExpression: `(${isUnsettledSince} AND ${isUnreported}) OR ${isOurClaim}`,
            ExpressionAttributeNames: name('state', 'attempt', 'batch', 'claimedAt', 'reason'),
            ExpressionAttributeValues: {
              ':claimed': makeText('claimed'),
              ':released': makeText('released'),
              ':attempt': makeNumber(attempt),
              ':claim': makeNumber(attempt + 1),
              ':batch': makeText(batch),
              ':now': makeNumber(now),
              ':none': makeNumber(0),
            },
          }),
        ),
      ),

    settle(profileId, messageId, attempt, settlement) {
      const written = encodeSettlement(settlement);
      return isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeMessageKey(profileId, messageId),
            // An earlier try may have been released for a reason that does not hold any more.
            UpdateExpression: `SET ${Object.keys(written)
              .map((attribute) => `#${attribute} = ${valueName(attribute)}`)
              .join(', ')}${settlement.reason === undefined ? ' REMOVE #reason' : ''}`,
            ConditionExpression: `${isOpen} OR ${isOurSettlement}`,
            ExpressionAttributeNames: name('attempt', 'reason', ...Object.keys(written)),
            ExpressionAttributeValues: {
              ':claimed': makeText('claimed'),
              ':released': makeText('released'),
              ':attempt': makeNumber(attempt),
              ...Object.fromEntries(
                Object.entries(written).map(([attribute, value]) => [valueName(attribute), value]),
              ),
            },
          }),
        ),
      );
    },

    recount: (profileId, messageId, from, to, now) =>
      isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeMessageKey(profileId, messageId),
            UpdateExpression: 'SET #batch = :to, recountedAt = :now',
            ConditionExpression: `${isUncounted} OR ${isOurs}`,
            ExpressionAttributeNames: name('batch'),
            ExpressionAttributeValues: {
              ':from': makeText(from),
              ':to': makeText(to),
              ':now': makeNumber(now),
            },
          }),
        ),
      ),

    ...createDynamoMessageReports(database, table),
  };
}

/** Every name is replaced: `state` is a reserved word, and so may others become. */
function name(...attributes: readonly string[]): Record<string, string> {
  return Object.fromEntries(attributes.map((attribute) => [`#${attribute}`, attribute]));
}

function valueName(attribute: keyof Item): string {
  return `:new${String(attribute).charAt(0).toUpperCase()}${String(attribute).slice(1)}`;
}
