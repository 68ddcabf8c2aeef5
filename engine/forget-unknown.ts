/** Forgets states of documents that are gone, once there are many; a paused document finds its state again. */
import { type Draft, writeRecord } from './draft.ts';
import { maxUnknownStates } from './limits.ts';
import type { Program } from './program.ts';

/** Looked at when a person first meets a new version of the program. */
export function forgetUnknown(draft: Draft, program: Program): void {
  const segments = new Set(program.segments.map((segment) => segment.id));
  forget(draft, 'computed', (id) => program.traits.has(id) || id.startsWith('fired:'));
  forget(draft, 'segments', (id) => segments.has(id));
}

function forget(draft: Draft, field: 'computed' | 'segments', isKnown: (id: string) => boolean): void {
  const unknown = Object.keys(draft.next[field]).filter((id) => !isKnown(id));
  if (unknown.length <= maxUnknownStates) return;
  const record = writeRecord(draft, field) as Record<string, unknown>;
  for (const id of unknown) delete record[id];
}
