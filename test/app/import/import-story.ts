/** Rows of an import in memory: mapped as the command maps them, and delivered by advance-profile. */
import { type ImportRow, isRejected, mapRow } from '../../../app/import/map-row.ts';
import { foldHeader, type ImportMapping } from '../../../app/import/mapping.ts';
import type { TouchpointLine } from '../../../app/ingest/touchpoint-line.ts';
import { makeEventText } from '../../harness/events.ts';
import { start } from '../identity/merge-story.ts';

export const crm: ImportMapping = {
  source: 'crm',
  empty: 'nothing',
  format: { decimal: '.', dates: 'YMD', timezone: 'UTC', header: true },
  columns: {
    id: { to: 'userId' },
    mail: { to: 'traits.email' },
    city: { to: 'traits.city', empty: 'delete' },
    news: { to: 'consent.email' },
  },
};

export const orders: ImportMapping = {
  ...crm,
  event: 'Order Completed',
  columns: {
    id: { to: 'userId' },
    revenue: { to: 'properties.revenue', type: 'number' },
    at: { to: 'timestamp' },
  },
};

/** One row per record, from line 2. Throws for a row that is rejected. */
export function mapRows(
  importId: string,
  mapping: ImportMapping,
  records: readonly Readonly<Record<string, string>>[],
): readonly TouchpointLine[] {
  const settings = { importId, now: start, counter: { count: () => undefined } };
  return records.map((record, index) => {
    const cells = new Map(Object.entries(record).map(([name, value]) => [foldHeader(name), value]));
    const row: ImportRow = { line: index + 2, cells, raw: Object.values(record) };
    const mapped = mapRow(row, mapping, settings);
    if (isRejected(mapped)) throw new Error(mapped.reason);
    return mapped;
  });
}

/** As EventBridge delivers it at `at` (epoch ms). */
export function writeRow({ touchpoint: { source, name, detail } }: TouchpointLine, at: number): string {
  return makeEventText({ id: String(detail['messageId']), name, source, at, detail });
}
