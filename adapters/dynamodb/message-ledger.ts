/**
 * The message ledger in DynamoDB: one conditional write per step, so that only one of any number of workers continues.
 * Every condition also accepts the same write by the same invocation: the SDK retries a call whose response was lost.
 */
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { MessageLedger } from '../../app/ports/message-ledger.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { type Item, makeNumber, makeText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { encodeClaim, encodeSettlement, encodeWait, makeMessageKey } from './message-item.ts';
import { createDynamoMessageReports } from './message-reports.ts';

/** The message is new. */
const isNew = 'attribute_not_exists(pk)';
/** It waited, and no one claimed it yet. */
const isWaiting = '#attempt = :none';
/** Written by this invocation. */
const isSameBatch = '#batch = :batch';
/** The same claim was already written, its response was lost. */
const isOurClaim = `(#state = :claimed AND #attempt = :claim AND ${isSameBatch})`;
/** No one claimed the message since it was read, and no one settled it. */
const isUnsettledSince = '#attempt = :attempt AND #state IN (:claimed, :released)';
/** No report proves that it was sent. */
const isUnreported = 'size(outcomes) = :none';
/** The attempt to settle is the current one, and it is open: a later attempt has its own outcome. */
const isOpen = `(${isUnsettledSince})`;
/** The same settlement was already written, its response was lost. */
const isOurSettlement = '(#attempt = :attempt AND #state = :newState AND #batch = :newBatch)';
/** Not counted yet; a batch written since the caller's read is not taken over. */
const isUncounted = '#batch = :from';
/** The same take-over was already written. */
const isOurs = '#batch = :to';

export function createDynamoMessageLedger(database: Database, table: string): MessageLedger {
  return {
    wait: (message, wait, batch, now, expiresAt) =>
      isAccepted(
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: encodeWait(message, wait, batch, now, expiresAt),
            ConditionExpression: `${isNew} OR (${isWaiting} AND ${isSameBatch})`,
            ExpressionAttributeNames: name('attempt', 'batch'),
            ExpressionAttributeValues: { ':none': makeNumber(0), ':batch': makeText(batch) },
          }),
        ),
      ),

    claim: (message, batch, now, expiresAt) =>
      isAccepted(
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: encodeClaim(message, batch, now, expiresAt),
            ConditionExpression: `${isNew} OR ${isWaiting} OR ${isOurClaim}`,
            ExpressionAttributeNames: name('state', 'attempt', 'batch'),
            ExpressionAttributeValues: {
              ':claimed': makeText('claimed'),
              ':claim': makeNumber(1),
              ':none': makeNumber(0),
              ':batch': makeText(batch),
            },
          }),
        ),
      ),

    reclaim: (profileId, messageId, attempt, batch, now, to) =>
      isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeMessageKey(profileId, messageId),
            UpdateExpression: `SET #state = :claimed, #attempt = :claim, #claimedAt = :now, #batch = :batch${
              to === undefined ? '' : ', #to = :to'
            } REMOVE settledAt, #reason, waitsUntil`,
            ConditionExpression: `(${isUnsettledSince} AND ${isUnreported}) OR ${isOurClaim}`,
            ExpressionAttributeNames: name(
              'state',
              'attempt',
              'batch',
              'claimedAt',
              'reason',
              ...(to === undefined ? [] : ['to']),
            ),
            ExpressionAttributeValues: {
              ':claimed': makeText('claimed'),
              ':released': makeText('released'),
              ':attempt': makeNumber(attempt),
              ':claim': makeNumber(attempt + 1),
              ':batch': makeText(batch),
              ':now': makeNumber(now),
              ':none': makeNumber(0),
              ...omitAbsent({ ':to': to === undefined ? undefined : makeText(to) }),
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
            // An earlier attempt may have been released for a reason that is no longer true.
            UpdateExpression: `SET ${Object.keys(written)
              .map((attribute) => `#${attribute} = ${valueName(attribute)}`)
              .join(', ')} ${removeAbsent(written)}`,
            ConditionExpression: `${isOpen} OR ${isOurSettlement}`,
            ExpressionAttributeNames: name('attempt', ...ofRelease, ...Object.keys(written)),
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

/** What says why a message was released: another settlement does not keep it. */
const ofRelease = ['reason', 'waitsUntil'] as const;

function removeAbsent(written: Item): string {
  const absent = ofRelease.filter((attribute) => written[attribute] === undefined);
  return absent.length === 0 ? '' : `REMOVE ${absent.map((attribute) => `#${attribute}`).join(', ')}`;
}

/** Every name is aliased: `state` is a reserved word, and others may become one. */
function name(...attributes: readonly string[]): Record<string, string> {
  return Object.fromEntries(attributes.map((attribute) => [`#${attribute}`, attribute]));
}

function valueName(attribute: keyof Item): string {
  return `:new${String(attribute).charAt(0).toUpperCase()}${String(attribute).slice(1)}`;
}
