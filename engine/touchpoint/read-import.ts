/**
 * Rows of an import: touchpoints with `context.import = { id, line }`. Each is history, whatever its time, and a yes in it is
 * weaker than every other statement. Any source may mark its events so: the mark only takes effects away. With `live: true`
 * the row triggers what its event triggers, and the yes stays weak: rows of a query of the warehouse.
 */
import { isObject } from '../base/json.ts';
import type { Touchpoint } from '../model/touchpoint.ts';

/** Another `import` in the context, such as a flag of the source's own, means nothing. */
export function isImported({ context }: Pick<Touchpoint, 'context'>): boolean {
  const mark = context['import'];
  return isObject(mark) && typeof mark['id'] === 'string' && typeof mark['line'] === 'number';
}

/** A row of an import that is history. */
export function isImportedHistory(touchpoint: Pick<Touchpoint, 'context'>): boolean {
  const mark = touchpoint.context['import'];
  return isImported(touchpoint) && isObject(mark) && mark['live'] !== true;
}

/** More than any timestamp: years have four digits. */
const shift = 1e14;

/**
 * The moment (epoch ms) from which an imported yes counts: before every possible no and every other yes. Of two imported
 * ones the later is later, so the fold of statements needs no other rule.
 */
export function weakenMoment(saidAt: number): number {
  return saidAt - shift;
}

/** Whether the moment is that of an imported yes. */
export function isWeakened(at: number): boolean {
  return at < -shift / 2;
}

/** When a statement of this moment was said (epoch ms). */
export function readSaidAt(at: number): number {
  return isWeakened(at) ? at + shift : at;
}
