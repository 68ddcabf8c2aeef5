/** Copies of messages in DynamoDB: compressed items of the timeline table, in the partition of the person. */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { largestCopy, type MessageCopies, MessageCopyTooLargeError } from '../../app/ports/message-copies.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { copySortKey, schemaVersion } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText, readNumber } from './attributes.ts';
import type { Database } from './client.ts';

const entity = 'MessageCopy';

/** A write unit is 1 KB: an email of 40 KB takes 4 to 8 of them. */
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

export function createDynamoMessageCopies(database: Database, table: string): MessageCopies {
  return {
    async keep({ profileId, messageId, html, subject, from, expiresAt }) {
      const packed = brotliCompressSync(html, quality);
      if (packed.length > largestCopy) throw new MessageCopyTooLargeError(packed.length);
      await database.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            ...makeKey(profileId, messageId),
            entity: makeText(entity),
            schemaVersion: makeNumber(schemaVersion),
            html: { B: packed },
            ...omitAbsent({
              subject: subject === undefined ? undefined : makeText(subject),
              from: from === undefined ? undefined : makeText(from),
            }),
            expiresAt: makeNumber(expiresAt),
          },
        }),
      );
    },

    async find(profileId, messageId, now) {
      const Key = makeKey(profileId, messageId);
      const { Item } = await database.send(new GetItemCommand({ TableName: table, Key }));
      if (Item === undefined) return undefined;
      checkSchemaVersion(Item, entity);
      // DynamoDB removes an expired item hours or days later.
      if (readNumber(Item, 'expiresAt', entity) * 1000 <= now) return undefined;
      return {
        html: brotliDecompressSync(Item['html']?.B ?? new Uint8Array()).toString(),
        ...omitAbsent({ subject: Item['subject']?.S, from: Item['from']?.S }),
      };
    },
  };
}

function makeKey(profileId: string, messageId: string): Item {
  return { pk: makeText(profileId), sk: makeText(copySortKey(messageId)) };
}
