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
const without = (name: keyof typeof values): JsonObject =>
  Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));
const sql = (text: string, ...parameters: readonly string[]): JsonObject =>
  query({ sql: text, parameters: [...parameters] });
const at = (more: JsonObject): JsonObject => query({ schedule: more });
const mapped = (more: JsonObject): JsonObject => query({ mapping: { ...values.mapping, ...more } });
const timed = { id: 'userId', value: 'properties.value', updated_at: 'timestamp' };

const fields: readonly Case[] = [
  ['no SQL', without('sql'), 'query/q sql: This is missing: give a string.'],
  ['no mapping', without('mapping'), 'query/q mapping: This is missing: give a map.'],
  ['no schedule', without('schedule'), 'query/q schedule: This is missing: give a map.'],
  ['a field that it does not have', query({ interval: 5 }), 'query/q interval: Unknown field "interval".'],
  ['an unknown trigger', query({ triggers: 'all' }), 'query/q triggers: Use one of none, live.'],
  ['a database in capitals', query({ database: 'Marts' }), 'query/q database: Write the name of a database'],
  ['a beginning that is no moment', query({ beginning: 'may' }), 'query/q beginning: Write an existing ISO'],
  [
    'a beginning without an offset',
    query({ beginning: '2026-01-01T00:00:00' }),
    'query/q beginning: This moment needs an offset',
  ],
];

const schedules: readonly Case[] = [
  ['now', at({ at: 'now' }), 'query/q schedule.at: Give the first moment, and run the query at once with'],
  [
    'a time per person',
    at({ at: '2026-12-01T06:00', timeZone: 'recipient' }),
    'query/q schedule.timeZone: A query runs once for all people: give a zone such as Europe/Rome.',
  ],
  [
    'no moment',
    at({ at: 'tomorrow' }),
    'query/q schedule.at: Write date and time as 2026-12-24T18:00. (received "tomorrow")',
  ],
  [
    'a local time without a zone',
    at({ at: '2026-12-01T06:00' }),
    'query/q schedule.timeZone: Add timeZone: an IANA name such as Europe/Rome; or give the moment an offset.',
  ],
  [
    'an unknown recurrence',
    at({ ...values.schedule, repeat: 'nightly' }),
    'query/q schedule.repeat: Write a rule such as FREQ=WEEKLY;BYDAY=MO.',
  ],
];

const onlyReads = 'query/q sql: A query only reads: it begins with SELECT or WITH.';
const statements: readonly Case[] = [
  ['no text', sql(''), 'query/q sql: This must be at least 1 character.'],
  [
    'more text than fits',
    sql(`SELECT '${'x'.repeat(20_000)}'`),
    'query/q sql: The SQL has at most 20000 characters.',
  ],
  ['a comment only', sql('-- SELECT 1'), onlyReads],
  ['a deletion', sql('DELETE FROM marts.customers'), `${onlyReads} (received "DELETE")`],
  ['an insertion', sql('INSERT INTO a SELECT 1'), `${onlyReads} (received "INSERT")`],
  ['an export', sql("UNLOAD (SELECT 1) TO 's3://a/'"), `${onlyReads} (received "UNLOAD")`],
  ['a new table', sql('/* SELECT */ CREATE TABLE a AS SELECT 1'), `${onlyReads} (received "CREATE")`],
  ['a word that begins like one', sql('SELECTED 1'), `${onlyReads} (received "SELECTED")`],
  ['parentheses', sql('(SELECT 1)'), `${onlyReads} (received "(")`],
  ['a semicolon', sql('SELECT 1;'), 'query/q sql: Write one statement, without a semicolon at its end.'],
  ['two statements', sql('SELECT 1; DROP TABLE a'), 'query/q sql: Write one statement, without a semicolon'],
  ['an open quote', sql("SELECT 'a"), 'query/q sql: Close the quote. (received "a quote without an end")'],
  ['an open name', sql('SELECT "a'), 'query/q sql: Close the quote.'],
  ['an open comment', sql('SELECT 1 /* a'), 'query/q sql: Close the comment.'],
  [
    'a ? without a parameter',
    sql('SELECT ?'),
    'query/q parameters: The SQL has 1 ?: list a parameter for each',
  ],
  [
    'a parameter without a ?',
    sql('SELECT 1', 'since'),
    'query/q parameters: The SQL has 0 ?: list a parameter',
  ],
  ['a ? in a text only', sql("SELECT '?' -- ?", 'since'), 'query/q parameters: The SQL has 0 ?'],
  ['an unknown parameter', sql('SELECT ?', 'now'), 'query/q parameters[0]: Use one of since, until.'],
  ['a parameter that is no list', query({ parameters: 'since' }), 'query/q parameters: This must be a list'],
];

const mappings: readonly Case[] = [
  ['no columns', mapped({ columns: {} }), 'query/q mapping.columns: Give at least one column a target'],
  [
    'a column for nothing',
    mapped({ columns: { id: 'user' } }),
    'query/q mapping.columns.id: write userId, anonymousId, externalId.<type>, timestamp, traits.<name>',
  ],
  [
    'two columns for one target',
    mapped({ columns: { id: 'userId', key: 'userId' } }),
    'query/q mapping.columns.key: Another column states userId too',
  ],
  [
    'an unknown type',
    mapped({ columns: { id: { to: 'userId', type: 'integer' } } }),
    'query/q mapping.columns.id.type: Use one of text, number, boolean, date, time, email, phone.',
  ],
  [
    'a consent that is neither',
    mapped({ consent: { email: 'perhaps' } }),
    'query/q mapping.consent.email: Write yes or no.',
  ],
  ['a source of AWS', mapped({ source: 'aws.athena' }), 'query/q mapping.source: name the system'],
  ['an event without a name', mapped({ event: '' }), 'query/q mapping.event: An event name cannot be empty.'],
  ['an empty list as id', mapped({ id: [] }), 'query/q mapping.id: This must be at least 1 entry.'],
  [
    'the form of a file',
    mapped({ format: { type: 'csv', delimiter: ';' } }),
    'query/q mapping.format.type: "type" describes files; the result of a query has one form: remove it.',
    'query/q mapping.format.delimiter: "delimiter" describes files',
  ],
  [
    'an unknown zone',
    mapped({ format: { timezone: 'Rome' } }),
    'query/q mapping.format.timezone: write an IANA zone',
  ],
];

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
  itReports('with %s is reported', fields);
  itReports('whose schedule has %s is reported', schedules);
  itReports('whose SQL is or has %s is reported', statements);
  itReports('whose mapping has %s is reported', mappings);
  itReports('with %s is reported by a warning', repeated);

  const accepted: readonly (readonly [string, JsonObject])[] = [
    ['states traits', values],
    ['has events with an id and a timestamp', mapped({ event: 'Renewed', id: 'number', columns: timed })],
    ['has a semicolon, a ? and a word of writing in texts', sql(`SELECT 'a;?' AS "drop;?" /* ; ? */`)],
    ['begins with a comment', sql('-- customers\n/* of today */ with a as (select 1) select * from a')],
    ['has both parameters', sql('SELECT ?, ?', 'since', 'until')],
    ['reads numbers of another form', mapped({ format: { decimal: ',', dates: 'DMY', phonePrefix: '+39' } })],
    ['names a statement by its time', mapped({ id: ['id', 'updated_at'] })],
  ];
  it.each(accepted)('that %s is accepted without a warning', (_, document) => expectProblems(document, []));
});
