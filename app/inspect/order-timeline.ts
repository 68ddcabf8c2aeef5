/**
 * The display order of a timeline. EventBridge's times have whole seconds, so within one second an event's time gives no
 * order: the profile version that decided an entry does, and the entry's place in that decision.
 */
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { LedgerMessage } from '../ports/message-ledger.ts';
import type { TimelineRow } from './read-timeline.ts';

/** In order of decision; entries without a version by time of receipt. */
export function orderByDecision(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const known = entries.filter(({ version }) => version !== undefined).toSorted(compareDecisions);
  const others = entries.filter(({ version }) => version === undefined).toSorted(compareReceipts);
  return others.reduce(
    (ordered, entry) =>
      insertAfter(ordered, entry, ({ receivedAt, version }) => {
        // Of two received at once, the one without a version is older.
        return version === undefined ? receivedAt <= entry.receivedAt : receivedAt < entry.receivedAt;
      }),
    known,
  );
}

/**
 * Oldest second first. Within one second, entries are in order of decision, and a message follows the decision that
 * caused it.
 */
export function orderTimeline(rows: readonly TimelineRow[]): TimelineRow[] {
  const entries = rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []));
  const ordered = orderByDecision(entries)
    .toSorted((left, right) => secondOf(left.occurredAt) - secondOf(right.occurredAt))
    .map((entry): TimelineRow => ({ kind: 'entry', entry }));
  const messages = rows
    .flatMap((row) => (row.kind === 'message' ? [row.message] : []))
    .toSorted((left, right) => left.claimedAt - right.claimedAt || (left.id < right.id ? -1 : 1));
  return messages.reduce((all, message) => {
    const isCauseKnown = all.some((row) => isCause(row, message.id));
    return insertAfter(all, { kind: 'message', message }, (row) => isBefore(row, message, isCauseKnown));
  }, ordered);
}

/** `isCauseKnown`: the decision that caused the message is among the rows. */
function isBefore(row: TimelineRow, { id, claimedAt }: LedgerMessage, isCauseKnown: boolean): boolean {
  if (row.kind === 'message') return row.message.claimedAt <= claimedAt;
  const { occurredAt, receivedAt } = row.entry;
  if (isCause(row, id)) return true;
  const seconds = secondOf(occurredAt) - secondOf(claimedAt);
  if (seconds !== 0) return seconds < 0;
  // If the time of receipt has whole seconds, only the order of decisions is known: the message stays with its cause.
  return receivedAt <= claimedAt && !(isCauseKnown && receivedAt % 1000 === 0);
}

function isCause(row: TimelineRow, id: string): boolean {
  return row.kind === 'entry' && row.entry.traces.some(({ effectId }) => effectId === id);
}

/** Inserts after the last item that comes before it. */
function insertAfter<Item>(items: readonly Item[], item: Item, isBefore: (other: Item) => boolean): Item[] {
  return items.toSpliced(items.findLastIndex(isBefore) + 1, 0, item);
}

function compareDecisions(left: TimelineEntry, right: TimelineEntry): number {
  return (left.version ?? 0) - (right.version ?? 0) || (left.position ?? 0) - (right.position ?? 0);
}

/** A cause before its effect: events of other systems, then Percorso's own. */
function compareReceipts(left: TimelineEntry, right: TimelineEntry): number {
  const rank = ({ source }: TimelineEntry) => (source === 'percorso' ? 1 : 0);
  return (
    left.receivedAt - right.receivedAt ||
    left.occurredAt - right.occurredAt ||
    rank(left) - rank(right) ||
    (left.touchpointId < right.touchpointId ? -1 : 1)
  );
}

function secondOf(at: number): number {
  return Math.floor(at / 1000);
}
