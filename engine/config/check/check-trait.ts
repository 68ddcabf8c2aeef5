/** Checks of a computed trait beyond its shape: its pattern compiles, and its paths exist and fit its function. */
import type { TraitDocument } from '../../model/documents/trait-document.ts';
import type { Finding } from '../problems/problem.ts';
import { checkPattern } from './check-conditions.ts';
import { explainPath } from './check-paths.ts';

export function checkTrait(trait: TraitDocument): Finding[] {
  const findings = trait.where === undefined ? [] : checkPattern(trait.where, ['where']);
  const needsPath = trait.function !== 'count' && trait.function !== 'recency';
  if (needsPath && trait.path === undefined) {
    const remedy = `"${trait.function}" needs a path, such as "properties.revenue".`;
    findings.push({ segments: ['path'], remedy, code: 'missing' });
  }
  const remedy = trait.path === undefined ? undefined : explainPath(trait.path, 'event');
  if (remedy !== undefined) {
    findings.push({ segments: ['path'], received: trait.path, remedy, code: 'invalid_path' });
  }
  return [...findings, ...checkTimes(trait)];
}

function checkTimes({ times, function: kept }: TraitDocument): Finding[] {
  if (times === undefined) return [];
  const segments = ['times'];
  if (kept !== 'sum' && kept !== 'min' && kept !== 'max') {
    const remedy = `"times" multiplies numbers, for sum, min and max; "${kept}" uses the value as it is: remove "times".`;
    return [{ segments, received: times, remedy, code: 'unknown_key' }];
  }
  const remedy = explainPath(times, 'event');
  return remedy === undefined ? [] : [{ segments, received: times, remedy, code: 'invalid_path' }];
}
