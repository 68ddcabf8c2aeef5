/** What `percorso queries show` says of the last run. */
import { expect, it } from 'vitest';
import type { QueryReport, QueryRun } from '../../../app/ports/query-store.ts';
import { describeQuery, queryToJson } from '../../../cli/output/describe-query.ts';
import type { QueryDocument } from '../../../engine/model/documents/query-document.ts';

const document: QueryDocument = {
  ...{ kind: 'query', id: 'renewals', status: 'live', sql: 'SELECT 1' },
  schedule: { at: '2026-12-01T06:00:00Z' },
  mapping: { source: 'warehouse', event: 'Renewed', columns: { id: 'userId' } },
};
const failed: QueryReport = {
  ...{ moment: 0, finishedAt: 1, isDry: false, isLive: false, bytesScanned: 0 },
  ...{ rows: 9, sent: 8, rejected: 1, samples: [] },
  failure: { code: 'result_changed', reason: 'It was replaced.' },
};
const describe = (last: QueryReport, mapping = document.mapping) =>
  describeQuery({
    ...{ id: 'renewals', document: { ...document, mapping } },
    state: { id: 'renewals', step: 1, skipped: 0, last },
  }).join('\n');
const { failure: _failure, ...succeeded } = failed;
const again = 'the next run sends them again, and they count once more';

it('says that events without an id count once more after a run that failed halfway', () => {
  expect(describe(failed)).toContain(again);
  expect(describe(succeeded)).not.toContain(again);
  expect(describe({ ...failed, sent: 0 })).not.toContain(again);
  expect(describe({ ...failed, isDry: true })).not.toContain(again);
  expect(describe(failed, { ...document.mapping, id: 'number' })).not.toContain(again);
  expect(describe(failed, { source: 'warehouse', columns: { id: 'userId' } })).not.toContain(again);
});

it('shows how far a run is, by its last checkpoint', () => {
  const run: QueryRun = {
    ...{ moment: 0, startedAt: 0, isDry: false, isLive: false, sql: 'SELECT 1', mapping: document.mapping },
    ...{ fingerprint: 'f', rows: 8_000, sent: 7_990, rejected: 10, samples: [] },
  };
  const known = { id: 'renewals', document, state: { id: 'renewals', step: 1, skipped: 0, run } };
  expect(describeQuery(known).join('\n')).toContain('8000 rows: 7990 sent, 10 rejected.');
  expect(queryToJson(known)).toMatchObject({ progress: { rows: 8_000, sent: 7_990, rejected: 10 } });
});

it('shows the price of the least that Athena bills', () => {
  expect(describe({ ...failed, bytesScanned: 130 })).toContain('Scanned 130 bytes: $0.00005.');
});
