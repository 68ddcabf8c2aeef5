/** Profiles that a scan could not read, in words. */
import { formatCount } from './format-table.ts';

/** `unreadable`: profile ids. Nothing when there are none. */
export function describeUnreadable(unreadable: readonly string[]): string[] {
  if (unreadable.length === 0) return [];
  const some = unreadable.slice(0, 3).join(', ');
  return [
    `${formatCount(unreadable.length, 'profile')} could not be read (${some}${unreadable.length > 3 ? ', ...' : ''}): damaged, or written by a newer version of Percorso.`,
  ];
}
