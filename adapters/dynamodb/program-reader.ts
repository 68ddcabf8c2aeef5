/** Reads published programs and compiled templates from the config table: all that hot functions need. */

import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ProgramUnreadableError } from '../../app/ports/program-errors.ts';
import type { CompiledTemplate, ProgramReader } from '../../app/ports/program-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { PurposeNeeds } from '../../engine/model/documents/purpose-document.ts';
import { chunkSortKey, currentProgramSortKey, programPartition, templatePartition } from '../keys.ts';
import { type Item, makeText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeJson } from './json-attribute.ts';

export function createDynamoProgramReader(client: Database, tableName: string): ProgramReader {
  const TableName = tableName;
  return {
    async readCurrent({ consistent } = { consistent: false }) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName,
          Key: makeKey(programPartition, currentProgramSortKey),
          ConsistentRead: consistent,
        }),
      );
      if (Item === undefined) return { version: 0, hash: '', chunks: 0 };
      const { version, hash, chunks, policy, purposeNeeds, listensTo, isSendingPaused, pausedDomains } =
        decodeItem(Item);
      return {
        version: Number(version),
        hash: String(hash),
        chunks: Number(chunks),
        ...omitAbsent({
          policy: policy === undefined ? undefined : (policy as PolicyDocument),
          purposeNeeds: purposeNeeds === undefined ? undefined : (purposeNeeds as PurposeNeeds),
          listensTo: Array.isArray(listensTo) ? listensTo.map(String) : undefined,
          isSendingPaused: isSendingPaused === true ? isSendingPaused : undefined,
          pausedDomains: Array.isArray(pausedDomains) ? pausedDomains.map(String) : undefined,
        }),
      };
    },

    async loadChunk(version, index) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName,
          Key: makeKey(programPartition, chunkSortKey(version, index)),
          // Written just before the pointer: an eventually consistent read could miss it. Once per version and process.
          ConsistentRead: true,
        }),
      );
      const bytes = Item?.['bytes']?.B;
      if (bytes === undefined) throw new ProgramUnreadableError(version, `chunk ${index} is missing`);
      return bytes;
    },

    async loadTemplate(templateId, revision) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName,
          Key: makeKey(templatePartition(templateId), revision),
          // Just published: an eventually consistent read could miss it, and the message would fail. Once per process.
          ConsistentRead: true,
        }),
      );
      return Item === undefined ? undefined : toTemplate(decodeItem(Item));
    },
  };
}

export function makeKey(pk: string, sk: string): Item {
  return { pk: makeText(pk), sk: makeText(sk) };
}

function decodeItem(item: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, decodeJson(value)]));
}

function toTemplate(item: Record<string, unknown>): CompiledTemplate {
  return {
    id: String(item['pk']).slice(templatePartition('').length),
    revision: String(item['sk']),
    channel: item['channel'] as CompiledTemplate['channel'],
    contents: item['contents'] as CompiledTemplate['contents'],
    ...omitAbsent({
      transliterate: item['transliterate'] === true ? (true as const) : undefined,
      shortLinks: item['shortLinks'] as CompiledTemplate['shortLinks'],
      fetch: item['fetch'] as CompiledTemplate['fetch'],
    }),
  };
}
