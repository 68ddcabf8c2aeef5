/** Documents of kind query: each bad one gives its clear error. */
import { describe, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { type Case, expectProblems, itReports } from '../../harness/journey-samples.ts';

const values = {
  kind: 'query',
  id: 'q',
  status: 'live',
  schedule: { at: '2026-12-01T06:00', repeat: 'FREQ=DAILY', timeZone: 'Europe/Rome' },
  sql: 'SELECT id, value, updated_at FROM marts.customers WHERE updated_at >= ?',
  parameters: ['since'],
  mapping: { source: 'warehouse', columns: { id: 'userId', value: 'traits.value' } },
};
const query = (more: JsonObject): JsonObject => ({ ...values, ...more });
const mapped = (more: JsonObject): JsonObject => query({ mapping: { ...values.mapping, ...more } });
const timed = { id: 'userId', value: 'properties.value', updated_at: 'timestamp' };

const repeated: readonly Case[] = [
  [
    'an event without an id',
    mapped({ event: 'Renewed', columns: timed }),
    'query/q warning: mapping.id: The run after one that failed halfway sends its rows again, and each of them counts once more.',
  ],
  [
    'an event without an id, and all rows in each run',
    query({ sql: 'SELECT 1', parameters: [], mapping: { ...values.mapping, event: 'Renewed' } }),
    'query/q warning: mapping.id: Every run sends all rows that the SQL selects, and each of them counts once more.',
  ],
  [
    'an event whose repeats occur at other times',
    mapped({ event: 'Renewed', id: 'number' }),
    'query/q warning: mapping.columns: The run after one that failed halfway sends its rows again. Without a timestamp a repeat occurs at another time',
  ],
  [
    'a value that is ignored when it returns',
    mapped({ id: 'id' }),
    'query/q warning: mapping.id: Rows with the same id and content count once, in whatever run',
  ],
];

describe('a query', () => {
  itReports('with %s is reported', repeated);

  const accepted: readonly (readonly [string, JsonObject])[] = [
    ['states traits', values],
    ['has events with an id and a timestamp', mapped({ event: 'Renewed', id: 'number', columns: timed })],
    ['names a statement by its time', mapped({ id: ['id', 'updated_at'] })],
  ];
  it.each(accepted)('that %s is accepted without a warning', (_, document) => expectProblems(document, []));
});
