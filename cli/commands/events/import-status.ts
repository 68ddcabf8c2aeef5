/** `percorso import status`: which rows of an import the stage has rejected. */
import { findRejectedRows } from '../../../app/import/find-rejected-rows.ts';
import type { RejectedStore } from '../../../app/ports/rejected-store.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { HOUR } from '../../../engine/base/time-units.ts';
import { listImports } from '../../files/import/find-import.ts';
import { formatErased } from '../../output/format-erased-rows.ts';
import { formatCount } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

const shownLines = 20;

/** Clocks of the sender and of the stage differ by less. */
const clockError = HOUR;

/** Exit code 1 when the stage has rejected a row. */
export async function showImportStatus(
  importId: string,
  store: RejectedStore,
  directory: string,
): Promise<CommandResult> {
  const found = listImports(directory).find(({ checkpoint }) => checkpoint.key.file === importId);
  const sent = found?.checkpoint.sent;
  const since = (found?.checkpoint.startedAt ?? clockError) - clockError;
  const { lines, rows } = await findRejectedRows(store, importId, since);
  const erased = found?.checkpoint.erased;
  const dropped = erased?.dropped.rows ?? 0;
  const codes = [...lines].map(([code, of]) => ({ code, rows: of.length, lines: of.slice(0, shownLines) }));
  return {
    exitCode: rows === 0 ? 0 : 1,
    json: { import: importId, ...omitAbsent({ sent }), rejected: rows, codes, ...omitAbsent({ erased }) },
    lines: [
      sent === undefined
        ? `Import ${importId}: the stage has rejected ${formatCount(rows, 'row')}. This folder has no checkpoint of it, so how many were sent is not known: check the id.`
        : `Import ${importId}: ${formatCount(sent, 'row')} sent, of which the stage has rejected ${rows}. The other ${sent - rows}${dropped === 0 ? '' : ', without those about erased people,'} count.`,
      ...(erased === undefined ? [] : formatErased(erased)),
      ...codes.map(({ code, rows: count, lines: of }) => {
        const more = count > of.length ? `, and ${count - of.length} more` : '';
        return `  ${code}: ${formatCount(count, 'row')}, line ${of.join(', ')}${more}`;
      }),
      ...(lines.has('message_id_reused')
        ? [
            'message_id_reused: a row with the same id and other content was counted before. To find its import: --dry-run --compare. Undo that import, then import this file with --restart.',
          ]
        : []),
      'A row that is still on its way is rejected later: run the command again after a few minutes.',
      ...(rows === 0 ? [] : ['docs/touchpoints.md has the meaning of each code.']),
    ],
  };
}
