/** The days of the lake that have rows of a person: those of the rows of the timeline. */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { formatUtcDay } from '../../../engine/base/time-units.ts';
import type { LakeDays } from '../../ports/erasure-receipts.ts';
import type { TimelineRow } from '../read-rows.ts';

export interface LakeDayList {
  add(row: TimelineRow): void;
  read(): LakeDays;
}

/** Rows of an undone import are on the timeline no more. */
const undone = 'Import Undone';

export function startLakeDays(): LakeDayList {
  const days = new Set<string>();
  let messagesFrom: string | undefined;
  let isWhole = false;
  return {
    add(row) {
      if (row.kind === 'entry') {
        const { occurredAt, receivedAt, name, source } = row.entry;
        for (const at of [occurredAt, receivedAt]) days.add(formatUtcDay(at));
        if (source === 'percorso' && name === undone) isWhole = true;
        return;
      }
      const day = formatUtcDay(row.message.claimedAt);
      if (messagesFrom === undefined || day < messagesFrom) messagesFrom = day;
    },
    read: () => ({
      days: [...days].sort(),
      ...omitAbsent({ messagesFrom, isWhole: isWhole ? (true as const) : undefined }),
    }),
  };
}
