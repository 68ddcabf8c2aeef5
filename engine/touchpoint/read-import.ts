/**
 * Rows of an import: touchpoints with `context.import = { id, line }`. Each is history, whatever its time, and a yes in it is
 * weaker than every other statement (weak-moment.ts). Any source may mark its events so: the mark only takes effects away. With `live: true`
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
