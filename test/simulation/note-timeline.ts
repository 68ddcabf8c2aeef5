/** What became of the writes of timeline entries, noted for the invariants. */
import type { EntryRecord, TimelineStore } from '../../app/ports/timeline-store.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';

type Note = (entry: TimelineEntry) => void;

/** Calls `note` for each entry that the timeline has taken. */
export function noteWritten<Store extends TimelineStore>(timeline: Store, note: Note): Store {
  return {
    ...timeline,
    async putEntries(records: readonly EntryRecord[], expiresAt: number) {
      const left = await timeline.putEntries(records, expiresAt);
      for (const entry of records.filter((record) => !left.includes(record)).flat()) note(entry);
      return left;
    },
    async amendEntry(entry: TimelineEntry, expiresAt: number) {
      await timeline.amendEntry(entry, expiresAt);
      note(entry);
    },
    async restoreEntry(entry: TimelineEntry, expiresAt: number) {
      await timeline.restoreEntry(entry, expiresAt);
      note(entry);
    },
  };
}

/** Calls `note` for each entry of which the caller learned that it may not have been taken. */
export function noteRefused(timeline: TimelineStore, note: Note): TimelineStore {
  const noteFailure = (entries: readonly TimelineEntry[]) => (error: unknown) => {
    for (const entry of entries) note(entry);
    throw error;
  };
  return {
    ...timeline,
    async putEntries(records, expiresAt) {
      const left = await timeline.putEntries(records, expiresAt).catch(noteFailure(records.flat()));
      for (const entry of left.flat()) note(entry);
      return left;
    },
    amendEntry: (entry, expiresAt) => timeline.amendEntry(entry, expiresAt).catch(noteFailure([entry])),
    restoreEntry: (entry, expiresAt) => timeline.restoreEntry(entry, expiresAt).catch(noteFailure([entry])),
  };
}
