/** What `percorso queries show` says of the last run. */
import { expect, it } from 'vitest';
import type { QueryReport } from '../../../app/ports/query-store.ts';
import { describeQuery } from '../../../cli/output/describe-query.ts';
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
