/** One immutable batch of counts as an item. */

import { schemaVersion, statisticsPartition } from '../keys.ts';
import type { StatisticsBatch } from '../ports.ts';
import type { Item } from './attributes.ts';
import { checkSchemaVersion, makeNumber, makeText, readText } from './attributes.ts';
import { decodeRecord, encodeRecord } from './json-attribute.ts';

const entity = 'Statistics';
/** Two years back can be compared month by month. */
const keptDays = 800;
const dayMs = 86_400_000;

export function makeStatisticsKey(day: string, batch: string): Item {
  return { pk: makeText(statisticsPartition(day)), sk: makeText(batch) };
}

/** Made of the batch alone, its expiry too: writing it again writes the same. */
export function encodeStatistics({ batch, day, counts }: StatisticsBatch): Item {
  return {
    ...makeStatisticsKey(day, batch),
    entity: makeText(entity),
    schemaVersion: makeNumber(schemaVersion),
    expiresAt: makeNumber((Date.parse(`${day}T00:00:00Z`) + keptDays * dayMs) / 1000),
    counts: encodeRecord(counts, (measures) => encodeRecord(measures, makeNumber)),
  };
}

export function decodeStatistics(item: Item): StatisticsBatch {
  checkSchemaVersion(item, entity);
  return {
    batch: readText(item, 'sk', entity),
    day: readText(item, 'pk', entity).slice(statisticsPartition('').length),
    counts: decodeRecord(item['counts'], (measures) =>
      decodeRecord(measures, (quantity) => Number(quantity.N)),
    ),
  };
}
