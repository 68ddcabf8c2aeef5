/** What an undo of an import does, or would do. */
import type { UndoSummary } from '../../app/import/undo-people.ts';
import type { CommandResult } from '../terminal/command-result.ts';
import { formatCount, formatTable } from './format-table.ts';

export function formatUndo(
  importId: string,
  isDry: boolean,
  rows: number,
  summary: UndoSummary,
): CommandResult {
  const { people, unknown, affected, inexact, ...sums } = summary;
  const json = { import: importId, dryRun: isDry, fileRows: rows, people, unknown };
  const missing =
    unknown === 0 ? [] : [`${formatCount(unknown, 'row')} of people whom no profile was found for.`];
  const strange =
    people === 0
      ? [
          'No person of the file is known here. Was it imported into this stage? Its rows can also still be on their way.',
        ]
      : [];
  if (!isDry)
    return {
      exitCode: 0,
      json,
      lines: [
        `Import ${importId}: the stage takes back what it stated about ${people} people.`,
        ...missing,
        ...strange,
        'Each undo is on the timeline of the person as Import Undone. It sends nothing, and a no of the import stays.',
        `To see what is left: percorso import undo ${importId} --dry-run. Run the undo again if rows of the import arrived later.`,
      ],
    };
  return {
    exitCode: 0,
    json: { ...json, affected, ...sums, inexact: Object.fromEntries(inexact) },
    lines: [
      `Import ${importId}: ${formatCount(affected, 'profile')} of ${people} people ${affected === 1 ? 'has' : 'have'} rows of it.`,
      ...missing,
      ...strange,
      ...(people > 0 && affected === 0
        ? ['It is undone already, its rows are still on their way, or it was not imported into this stage.']
        : []),
      ...formatTable(
        [
          ['rows that no longer count', String(sums.rows)],
          ['traits that return to the value before', String(sums.restored)],
          ['traits that are removed', String(sums.removed)],
          ['consents whose yes no longer counts', String(sums.withdrawn)],
          ['consents whose no stays', String(sums.denied)],
          ['profiles that are left empty, with their ids', String(sums.empty)],
        ],
        '  ',
      ),
      ...[...inexact].map(
        ([id, count]) =>
          `  not exact: computed trait ${id} of ${count} people, of whom the timeline is too short`,
      ),
      'Nothing was written.',
    ],
  };
}
