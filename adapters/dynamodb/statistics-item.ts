/** One immutable batch of counts as an item. */

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { NamedStreams, StatisticsBatch } from '../../app/ports/statistics-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY } from '../../engine/base/time-units.ts';
import { schemaVersion, statisticsPartition } from '../keys.ts';
import type { Item } from './attributes.ts';
import { checkSchemaVersion, makeNumber, makeText, readText } from './attributes.ts';
import { decodeRecord, encodeRecord } from './json-attribute.ts';

const entity = 'Statistics';
/** Two years, to compare month by month. */
const keptDays = 800;
/** Above this number, counts are packed. */
const mostReadableOrigins = 500;

export function makeStatisticsKey(day: string, batch: string): Item {
  return { pk: makeText(statisticsPartition(day)), sk: makeText(batch) };
}

/** Built from the batch alone, including its expiry: writing it again writes the same. */
export function encodeStatistics({ batch, day, counts, streams }: StatisticsBatch): Item {
  return {
    ...makeStatisticsKey(day, batch),
    entity: makeText(entity),
    schemaVersion: makeNumber(schemaVersion),
    expiresAt: makeNumber((Date.parse(`${day}T00:00:00Z`) + keptDays * DAY) / 1000),
    counts: encodeCounts(counts),
    ...omitAbsent({ streams: streams && encodeStreams(streams) }),
  };
}

function encodeStreams(streams: NonNullable<StatisticsBatch['streams']>): AttributeValue {
  return encodeRecord(streams, (measures) => encodeRecord(measures, makeNumber));
}

/** Undefined for a batch without streams. */
export function decodeStreams(item: Item): NamedStreams | undefined {
  if (item['streams'] === undefined) return undefined;
  const streams = decodeRecord(item['streams'], (measures) =>
    decodeRecord(measures, (quantity) => Number(quantity.N)),
  );
  return { batch: readText(item, 'sk', entity), streams };
}

/** Readable while there are few origins; thousands would not fit one item. */
function encodeCounts(counts: StatisticsBatch['counts']): AttributeValue {
  if (Object.keys(counts).length > mostReadableOrigins) return { B: deflateRawSync(JSON.stringify(counts)) };
  return encodeRecord(counts, (measures) => encodeRecord(measures, makeNumber));
}

function decodeCounts(attribute: AttributeValue | undefined): StatisticsBatch['counts'] {
  if (attribute?.B !== undefined)
    return JSON.parse(inflateRawSync(attribute.B).toString('utf8')) as StatisticsBatch['counts'];
  return decodeRecord(attribute, (measures) => decodeRecord(measures, (quantity) => Number(quantity.N)));
}

export function decodeStatistics(item: Item): StatisticsBatch {
  checkSchemaVersion(item, entity);
  return {
    batch: readText(item, 'sk', entity),
    day: readText(item, 'pk', entity).slice(statisticsPartition('').length),
    counts: decodeCounts(item['counts']),
  };
}
