/** Short links in DynamoDB: items of the timeline table, where senders write and items expire. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ShortLink, ShortLinks } from '../../app/ports/short-links.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { channels } from '../../engine/model/channels.ts';
import { schemaVersion, shortLinkPartition, shortLinkSortKey } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText, readNumber, readText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';

const entity = 'ShortLink';

export function createDynamoShortLinks(database: Database, table: string): ShortLinks {
  return {
    keep: ({ code, url, profileId, messageId, channel, template, origin, madeAt, expiresAt, isSilent }) =>
      isAccepted(
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              ...makeKey(code),
              entity: makeText(entity),
              schemaVersion: makeNumber(schemaVersion),
              url: makeText(url),
              profileId: makeText(profileId),
              messageId: makeText(messageId),
              channel: makeText(channel),
              template: makeText(template),
              origin: makeText(origin),
              madeAt: makeNumber(madeAt),
              expiresAt: makeNumber(expiresAt),
              ...omitAbsent({ isSilent: isSilent === undefined ? undefined : { BOOL: isSilent } }),
            },
            ConditionExpression:
              'attribute_not_exists(pk) OR (messageId = :message AND profileId = :profile)',
            ExpressionAttributeValues: { ':message': makeText(messageId), ':profile': makeText(profileId) },
          }),
        ),
      ),

    async find(code, now) {
      const { Item } = await database.send(new GetItemCommand({ TableName: table, Key: makeKey(code) }));
      if (Item === undefined) return undefined;
      checkSchemaVersion(Item, entity);
      const link = decodeLink(code, Item);
      // DynamoDB removes an expired item hours or days later.
      return link.expiresAt * 1000 <= now ? undefined : link;
    },
  };
}

function makeKey(code: string): Item {
  return { pk: makeText(shortLinkPartition(code)), sk: makeText(shortLinkSortKey) };
}

function decodeLink(code: string, item: Item): ShortLink {
  const text = (name: string) => readText(item, name, entity);
  const channel = channels.find((known) => known === item['channel']?.S) ?? 'sms';
  return {
    code,
    url: text('url'),
    profileId: text('profileId'),
    messageId: text('messageId'),
    channel,
    template: text('template'),
    origin: text('origin'),
    madeAt: readNumber(item, 'madeAt', entity),
    expiresAt: readNumber(item, 'expiresAt', entity),
    ...omitAbsent({ isSilent: item['isSilent']?.BOOL === true ? (true as const) : undefined }),
  };
}
