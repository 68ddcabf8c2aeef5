/** Asks the stage to take back an import from each person of its rows; or says, without a write, what that would change. */
import { DAY } from '../../engine/base/time-units.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { type UndoReport, undoImport } from '../../engine/decide/undo-import.ts';
import type { TouchpointLine } from '../ingest/touchpoint-line.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import type { Queues } from '../ports/queues.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';
import type { RunTask } from '../ports/run-task.ts';
import type { TimelineStore } from '../ports/timeline-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { emptySnapshot } from '../runtime/program-cache.ts';
import { startFinding, toTouchpoint } from './find-people.ts';
import { readEntries } from './read-entries.ts';

export interface UndoPorts {
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly timeline: Pick<TimelineStore, 'listTouchpoints'>;
  readonly programs: ProgramReader;
  /** Days that timelines are kept. */
  readonly timelineDays: number;
  /** Absent: nothing is asked for. */
  readonly queues?: Pick<Queues, 'send'>;
}

export interface UndoSummary {
  /** People whom rows of the file lead to. */
  people: number;
  /** Rows of people whom no profile was found for. */
  unknown: number;
  /** Of a dry run: sums over people who still have something of the import. */
  affected: number;
  rows: number;
  restored: number;
  removed: number;
  withdrawn: number;
  denied: number;
  empty: number;
  readonly inexact: Map<string, number>;
}

export interface Undo {
  readonly summary: UndoSummary;
  /** Throws RequestInvalidError when the queue refuses. */
  add(lines: readonly TouchpointLine[]): Promise<void>;
  /** Asks for the people that are left. */
  finish(): Promise<void>;
}

/** One message to the queue. */
const peoplePerTask = 20;

/** A person is asked for once. Asking again, after a crash or by a second command, changes nothing. `now`: epoch ms. */
export async function startUndo(ports: UndoPorts, importId: string, now: number): Promise<Undo> {
  const { identities, profiles, timeline, programs, timelineDays, queues } = ports;
  const program = compileProgram((await loadPublished(programs)) ?? emptySnapshot);
  const known = new Set<string>();
  const summary: UndoSummary = {
    ...{ people: 0, unknown: 0, affected: 0, rows: 0, restored: 0, removed: 0 },
    ...{ withdrawn: 0, denied: 0, empty: 0, inexact: new Map<string, number>() },
  };
  let waiting: string[] = [];
  const ask = async (): Promise<void> => {
    if (waiting.length === 0 || queues === undefined) return;
    const task: RunTask = {
      ...{ kind: 'backfill', version: program.version, traits: [], triggers: false, undo: importId },
    };
    const refused = await queues.send('profile', [{ kind: 'RunTaskBatch', profileIds: waiting, task }]);
    if (refused.length > 0)
      throw new RequestInvalidError('The profile queue did not accept a task.', 'Run the command again.');
    waiting = [];
  };
  const preview = async (profileId: string): Promise<void> => {
    const profile = await profiles.load(profileId, { consistent: false });
    if (profile === undefined) return;
    const { entries } = await readEntries(timeline, profile, false);
    const times = { now, since: now - timelineDays * DAY };
    const undo = undoImport(profile, entries, importId, program, times);
    if (undo !== undefined) addReport(summary, undo.report);
  };
  return {
    summary,
    async add(lines) {
      const finder = startFinding({ identities, profiles }, program.policy.identity);
      const rows = lines.map(({ touchpoint }) => toTouchpoint(touchpoint, now));
      await finder.prepare(rows);
      for (const row of rows) {
        const person = await finder.find(row);
        const found = person === 'erased' ? undefined : person;
        if (found === undefined || found.isNew) summary.unknown += 1;
        if (found === undefined || found.isNew || known.has(found.profileId)) continue;
        const { profileId } = found;
        known.add(profileId);
        summary.people += 1;
        if (queues === undefined) await preview(profileId);
        else if (waiting.push(profileId) === peoplePerTask) await ask();
      }
    },
    finish: ask,
  };
}

function addReport(summary: UndoSummary, report: UndoReport): void {
  summary.affected += 1;
  summary.rows += report.rows;
  summary.restored += report.restored;
  summary.removed += report.removed;
  summary.withdrawn += report.withdrawn;
  summary.denied += report.denied;
  summary.empty += report.isEmpty ? 1 : 0;
  for (const id of report.inexact) summary.inexact.set(id, (summary.inexact.get(id) ?? 0) + 1);
}
