/** The records of merges as items of the timeline table, over any table with partitions and sort keys. */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { MergeId, MergeReader, MergeRecord, MergeStore } from '../../app/ports/merge-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatUtcDay } from '../../engine/base/time-units.ts';
import type { Profile } from '../../engine/model/profile.ts';
import {
  mergePartition,
  mergeSortKey,
  mergeStatePrefix,
  mergeStateSortKey,
  schemaVersion,
  touchpointPrefix,
  touchpointSortKey,
} from '../keys.ts';
import {
  checkSchemaVersion,
  type Item,
  makeNumber,
  makeText,
  readNumber,
  readOptionalNumber,
  readText,
} from './attributes.ts';
import { unfoldItems } from './folded-entries.ts';
import { encodeEntryBody } from './timeline-item.ts';

const recordEntity = 'Merge';
const stateEntity = 'MergeState';

/** Bytes of a part: an item has at most 400 KB. */
const largestPart = 380_000;

/** A typical profile of 1 KB takes one write unit. */
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

export interface SortedItems {
  get(pk: string, sk: string): Promise<Item | undefined>;
  /** Sets these attributes, of a new item or of the one that is there. */
  set(pk: string, sk: string, attributes: Item): Promise<void>;
  remove(pk: string, sks: readonly string[]): Promise<void>;
  /** Greatest sort key first. */
  query(pk: string, prefix: string, limit: number): Promise<readonly Item[]>;
}

export function createMergeItems(items: SortedItems): MergeStore & MergeReader {
  const find = async (ended: string, at: number): Promise<MergeRecord | undefined> => {
    const item = await items.get(...makeKey({ ended, at }));
    return item === undefined ? undefined : decodeRecord(item);
  };
  return {
    async record(merge, expiresAt) {
      await items.set(...makeKey(merge), { ...encodeRecord(merge), expiresAt: makeNumber(expiresAt) });
    },

    async keepState(merge, kind, version, state, expiresAt) {
      const packed = brotliCompressSync(JSON.stringify(state), quality);
      const parts = Math.ceil(packed.length / largestPart);
      for (let part = 0; part < parts; part++) {
        const sk = mergeStateSortKey(mergeSortKey(merge.at, merge.ended), kind, version, part);
        await items.set(merge.survivor, sk, {
          entity: makeText(stateEntity),
          schemaVersion: makeNumber(schemaVersion),
          state: { B: packed.subarray(part * largestPart, (part + 1) * largestPart) },
          expiresAt: makeNumber(expiresAt),
        });
      }
    },

    async readState({ survivor, ended, at }, kind) {
      const prefix = `${mergeStatePrefix}${mergeSortKey(at, ended)}#${kind}#`;
      const [newest] = await items.query(survivor, prefix, 1);
      if (newest === undefined) return undefined;
      const version = readText(newest, 'sk', stateEntity).split('#').at(-2);
      const parts = await items.query(survivor, `${prefix}${version}#`, Number.MAX_SAFE_INTEGER);
      for (const part of parts) checkSchemaVersion(part, stateEntity);
      const packed = Buffer.concat(parts.toReversed().map((part) => part['state']?.B ?? new Uint8Array()));
      return JSON.parse(brotliDecompressSync(packed).toString()) as Profile;
    },

    find,

    listEntries: async (profileId) =>
      unfoldItems((await items.query(profileId, touchpointPrefix, Number.MAX_SAFE_INTEGER)).toReversed())
        .map(({ entry }) => entry)
        .sort((left, right) => left.occurredAt - right.occurredAt),

    async removeEntries(entries) {
      const partitions = new Set(entries.map(({ profileId }) => profileId));
      for (const pk of partitions) {
        const own = entries.filter(({ profileId }) => profileId === pk);
        const sks = own.map(({ occurredAt, touchpointId }) => touchpointSortKey(occurredAt, touchpointId));
        await unfoldOthers(items, pk, new Set(sks));
        await items.remove(pk, sks);
      }
    },

    async noteUndone(merge, { at, by }) {
      await items.set(...makeKey(merge), { undoneAt: makeNumber(at), undoneBy: makeText(by) });
    },

    async listOf(survivor) {
      const states = await items.query(survivor, mergeStatePrefix, Number.MAX_SAFE_INTEGER);
      const merges = new Set(
        states.map((item) => readText(item, 'sk', stateEntity).split('#').slice(1, 3).join('#')),
      );
      const found = await Promise.all([...merges].map((name) => find(...parseSortKey(name))));
      return found.filter((merge) => merge !== undefined);
    },

    listOfDay: async (day, limit) =>
      (await items.query(mergePartition(day), '', limit)).map((item) => decodeRecord(item)),
  };
}

function makeKey({ ended, at }: Pick<MergeId, 'ended' | 'at'>): [string, string] {
  return [mergePartition(formatUtcDay(at)), mergeSortKey(at, ended)];
}

/** The inverse of mergeSortKey: times after 1970. */
function parseSortKey(text: string): [string, number] {
  const end = text.indexOf('#');
  return [text.slice(end + 1), Number(text.slice(1, end))];
}

function encodeRecord({ survivor, ended, at, cause }: MergeRecord): Item {
  return {
    entity: makeText(recordEntity),
    schemaVersion: makeNumber(schemaVersion),
    survivor: makeText(survivor),
    ended: makeText(ended),
    at: makeNumber(at),
    ...omitAbsent({ cause: cause && makeText(JSON.stringify([cause.id, cause.name, cause.source])) }),
  };
}

function decodeRecord(item: Item): MergeRecord {
  checkSchemaVersion(item, recordEntity);
  const [id, name, source] = JSON.parse(item['cause']?.S ?? '[]') as string[];
  const undoneAt = readOptionalNumber(item, 'undoneAt');
  return {
    survivor: readText(item, 'survivor', recordEntity),
    ended: readText(item, 'ended', recordEntity),
    at: readNumber(item, 'at', recordEntity),
    ...omitAbsent({
      cause: id === undefined ? undefined : { id, name: name ?? '', source: source ?? '' },
      undone:
        undoneAt === undefined ? undefined : { at: undoneAt, by: readText(item, 'undoneBy', recordEntity) },
    }),
  };
}

/** Entries of one decision can share an item: those that stay get items of their own, before the shared one is removed. */
async function unfoldOthers(items: SortedItems, pk: string, removed: ReadonlySet<string>): Promise<void> {
  for (const item of await items.query(pk, touchpointPrefix, Number.MAX_SAFE_INTEGER)) {
    const found = unfoldItems([item]).map(({ entry, expiresAt }) => ({
      ...{ entry, expiresAt, sk: touchpointSortKey(entry.occurredAt, entry.touchpointId) },
    }));
    const own = readText(item, 'sk', 'Touchpoint');
    const isFold = found.some(({ sk }) => sk !== own);
    if (!isFold || !found.some(({ sk }) => removed.has(sk))) continue;
    for (const { entry, expiresAt, sk } of found)
      if (!removed.has(sk)) await items.set(pk, sk, encodeEntryBody(entry, expiresAt));
    await items.remove(pk, [own]);
  }
}
