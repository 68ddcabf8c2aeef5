/** Of many workers that see a device pass a fence, one writes, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoGeofencePassages } from '../../adapters/dynamodb/geofence-passages.ts';
import { createDynamoGeofenceReader } from '../../adapters/dynamodb/geofence-reader.ts';
import { createMemoryGeofencePassages } from '../../adapters/memory/geofence-passages.ts';
import { admitPassage } from '../../app/ingest/aws-sources/admit-passage.ts';
import type { GeofencePassages, GeofenceReader } from '../../app/ports/geofence-passages.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const passage = { device: 'phone-1', fence: 'shop#1', type: 'ENTER', at: 1_000, id: 'e1' };

describe.each(['memory', 'dynamodb'])('the passages through geofences on %s', (engine) => {
  async function open(): Promise<GeofencePassages & GeofenceReader> {
    if (engine === 'memory') return createMemoryGeofencePassages();
    const table = await database.createTable('statistics');
    return {
      ...createDynamoGeofencePassages(database.client, table),
      ...createDynamoGeofenceReader(database.client, table),
    };
  }

  it('keep the latest one of each device, fence and direction', async () => {
    const store = await open();
    expect(await store.find(passage)).toBeUndefined();
    const first = { at: 1_000, counted: 'e1' };
    expect(await store.replace(passage, undefined, first)).toBe(true);
    expect(await store.find(passage)).toEqual(first);
    for (const other of [{ device: 'phone-2' }, { fence: 'shop#2' }, { type: 'EXIT' }])
      expect(await store.find({ ...passage, ...other })).toBeUndefined();
    const second = { at: 2_000, counted: 'e1' };
    expect(await store.replace(passage, undefined, second)).toBe(false);
    expect(await store.replace(passage, { at: 999, counted: 'e1' }, second)).toBe(false);
    expect(await store.replace(passage, first, second)).toBe(true);
    expect(await store.find(passage)).toEqual(second);
  });

  it('are listed of one device', async () => {
    const store = await open();
    await store.replace(passage, undefined, { at: 1_000, counted: 'e1' });
    await store.replace({ ...passage, type: 'EXIT' }, undefined, { at: 2_000, counted: 'e2' });
    await store.replace({ ...passage, device: 'phone-2' }, undefined, { at: 3_000, counted: 'e3' });
    expect(await store.list('phone-1')).toEqual([
      { type: 'ENTER', fence: 'shop#1', at: 1_000 },
      { type: 'EXIT', fence: 'shop#1', at: 2_000 },
    ]);
    expect(await store.list('phone-3')).toEqual([]);
  });

  it('admit one of ten events at the same moment, whichever worker reads it', async () => {
    const store = await open();
    const events = Array.from({ length: 10 }, (_, index) => ({ ...passage, id: `e${index}` }));
    const admitted = await Promise.all(events.map((event) => admitPassage(store, event)));
    expect(admitted.filter(Boolean)).toHaveLength(1);
  });
});
