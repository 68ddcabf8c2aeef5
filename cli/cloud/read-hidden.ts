/** What a command hides: fields that the published policy marks as sensitive. */
import { type Hidden, listHidden, nothingHidden } from '../../app/inspect/hide-sensitive.ts';
import type { ProgramReader } from '../../app/ports/program-store.ts';
import { loadPublished } from '../../app/publish/load-published.ts';

export interface SensitiveOption {
  readonly showSensitive?: boolean | undefined;
}

/** As the help of each command writes it. */
export const sensitiveOption = [
  '--show-sensitive',
  'show values of fields that the policy marks as sensitive; the record of the look has it',
] as const;

export async function readHidden(programs: ProgramReader, showSensitive = false): Promise<Hidden> {
  return showSensitive ? nothingHidden : listHidden(await loadPublished(programs));
}

/** For the record of the look. */
export function nameParts(showSensitive = false): readonly string[] {
  return showSensitive ? ['sensitive'] : [];
}
