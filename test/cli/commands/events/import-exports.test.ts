/** What is proposed for the exports of other systems, and what the rows then state. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { completeMapping } from '../../../../app/import/complete-mapping.ts';
import { isRejected, mapRow } from '../../../../app/import/map-row.ts';
import { proposeImport } from '../../../../cli/commands/events/propose-import.ts';
import { openTable } from '../../../../cli/files/import/open-table.ts';
import type { StatedMapping } from '../../../../engine/model/documents/import-mapping.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/exports');
const now = Date.parse('2026-11-20T10:00:00Z');

async function propose(name: string) {
  const bytes = readFileSync(join(fixtures, name));
  const source = {
    name,
    place: name,
    besides: name,
    async *open() {
      yield bytes;
    },
  };
  const { json, lines } = await proposeImport(source, undefined);
  const mapping = json as StatedMapping;
  const notes = lines.filter((line) => line.startsWith('# ')).slice(1);
  const details: unknown[] = [];
  const settings = { importId: 'i', now, counter: { count: () => undefined } };
  const complete = completeMapping(mapping);
  for await (const row of (await openTable(source, complete.format)).rows) {
    const mapped = mapRow(row, complete, settings);
    details.push(isRejected(mapped) ? mapped.reason : mapped.touchpoint.detail);
  }
  return { mapping, details, ...(notes.length > 0 ? { notes } : {}) };
}

it.each([
  'shopify-customers',
  'salesforce-contacts',
  'mailchimp-audience',
  'mailchimp-unsubscribed',
  'mailchimp-cleaned',
])('%s', async (name) => {
  const expected: unknown = JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8'));
  expect(await propose(`${name}.csv`)).toEqual(expected);
});
