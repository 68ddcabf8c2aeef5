/** An import of a world: its rows on the bus, and the command that undoes it. */
import { startUndo } from '../../app/import/undo-people.ts';
import type { TouchpointLine } from '../../app/ingest/touchpoint-line.ts';
import { importId, makeRowDetail, makeRowText, nameRow } from './event-text.ts';
import { type Import, startOfWorld } from './story.ts';
import type { World } from './world.ts';

export function playImport(world: World, { rows, undoAt }: Import): void {
  const { scheduler, queues, journal } = world;
  journal.count('worlds with an import');
  for (const row of rows) {
    scheduler.at(startOfWorld + row.at, () => {
      journal.note('bus', () => `${row.id} of person ${row.person}, imported ${JSON.stringify(row.ids)}`);
      queues.profile.send(makeRowText(row));
    });
  }
  if (undoAt === undefined) return;
  journal.count('worlds with an import that is undone');
  scheduler.at(startOfWorld + undoAt, () => void undoImport(world));
}

/** As `percorso import undo` does. */
export async function undoImport(world: World): Promise<void> {
  const { scheduler, stores, story, queuePort, journal } = world;
  const { identities, profiles, timeline, programs } = stores;
  const ports = { identities, profiles, timeline, programs, timelineDays: 400, queues: queuePort };
  const undo = await startUndo(ports, importId, scheduler.now);
  const lines = (story.imported?.rows ?? []).map(
    (row): TouchpointLine => ({
      touchpoint: { source: 'shop.web', name: nameRow(row), detail: makeRowDetail(row) },
      ...{ line: row.line, bytes: 0 },
    }),
  );
  await undo.add(lines);
  await undo.finish();
  journal.note('operator', () => `undoes the import for ${undo.summary.people} people`);
}
