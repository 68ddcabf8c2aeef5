/** Stops a table emptied by mistake from switching everything off. */
import type { ProgramSnapshot } from '../program.ts';
import { listLabels, type SnapshotContent } from './build-snapshot.ts';
import type { ValidatedDocument } from './refuse-documents.ts';

const fewestToJudge = 4;

/** Most of what was live would vanish at once. */
export class ProgramShrinkError extends Error {
  readonly code = 'program_shrink';
  /** Labels of what would vanish. */
  readonly vanished: readonly string[];
  /** How many documents were live. */
  readonly before: number;
  readonly remedy =
    'If this is meant, publish once with `percorso publish --allow-shrink`; else put the documents back with `percorso push`. The program published before stays in force.';

  constructor(vanished: readonly string[], before: number) {
    const shown = vanished.slice(0, 10).join(', ') + (vanished.length > 10 ? ', …' : '');
    super(`${vanished.length} of ${before} live documents would vanish: ${shown}.`);
    this.name = 'ProgramShrinkError';
    this.vanished = vanished;
    this.before = before;
  }
}

/**
 * Throws ProgramShrinkError when no live document would be left, or when more than half of at least four would be
 * gone. Documents that say themselves that they are paused, draft or archived are not missed.
 */
export function guardShrink(
  previous: ProgramSnapshot,
  next: SnapshotContent,
  documents: readonly ValidatedDocument[],
): void {
  const stated = new Set(
    documents.filter(({ status }) => status !== undefined && status !== 'live').map(({ label }) => label),
  );
  const remaining = new Set(listLabels(next));
  const before = listLabels(previous);
  const vanished = before.filter((label) => !remaining.has(label) && !stated.has(label));
  const isEmptied = vanished.length > 0 && remaining.size === 0;
  const isHalved = before.length >= fewestToJudge && vanished.length * 2 > before.length;
  if (isEmptied || isHalved) throw new ProgramShrinkError(vanished, before.length);
}
