/** `percorso import --propose`: a mapping from the headers and the first rows of a file. */
import { stringify } from 'yaml';
import type { ImportRow } from '../../../app/import/map-row.ts';
import { proposeMapping } from '../../../app/import/propose-mapping.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { ByteSource } from '../../files/import/byte-source.ts';
import { openTable } from '../../files/import/open-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

const proposedFrom = 200;

export async function proposeImport(source: ByteSource, event: string | undefined): Promise<CommandResult> {
  const table = await openTable(source, { header: true });
  const rows: ImportRow[] = [];
  for await (const row of table.rows) if (rows.push(row) === proposedFrom) break;
  const columns =
    table.type === 'csv' ? table.columns : [...new Set(rows.flatMap(({ cells }) => [...cells.keys()]))];
  const {
    format,
    id,
    consent,
    columns: proposed,
    notes,
  } = proposeMapping(columns, rows, event !== undefined);
  const mapping = {
    source: 'crm',
    ...omitAbsent({ event, id: id === undefined ? undefined : [id] }),
    empty: 'nothing',
    format: {
      type: table.type,
      ...omitAbsent({ encoding: table.encoding, delimiter: table.delimiter }),
      ...format,
    },
    ...omitAbsent({ consent }),
    columns: proposed,
  };
  const comment = `# A proposal from the headers and the first ${rows.length} rows: check each column. See docs/import.md.`;
  const comments = [comment, ...notes.map((note) => `# ${note}`)];
  return { exitCode: 0, json: mapping, lines: [...comments, ...stringify(mapping).trimEnd().split('\n')] };
}
