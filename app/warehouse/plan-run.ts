/** Decides whether a run of a query begins now: one that is due, or one that a command asks for. */
import { hashText } from '../../engine/base/hash.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { fillParameters } from '../../engine/config/sql/read-sql.ts';
import type { QueryDocument, QueryParameter } from '../../engine/model/documents/query-document.ts';
import { findDueRuns, findFirstRun, findNextRun } from '../../engine/schedules/find-due-runs.ts';
import { compileSchedule } from '../../engine/schedules/schedule.ts';
import { parseTimestamp } from '../../engine/touchpoint/parse-timestamp.ts';
import type { QueryRun, QueryState } from '../ports/query-store.ts';

/**
 * The next state; the same object when nothing is due. A run that is due while another one has not ended is skipped: the
 * next run reads from the last success on, so no row is lost. `publishedAt` and `now`: epoch ms.
 */
export function planRun(
  query: QueryDocument,
  state: QueryState | undefined,
  publishedAt: number,
  now: number,
): QueryState | undefined {
  const known = state ?? { id: query.id, step: 0, skipped: 0 };
  const schedule = compileSchedule(query.schedule, 'schedule', `query/${query.id}`);
  const hash = hashText(JSON.stringify(query.schedule));
  const next = known.plan?.hash === hash ? known.plan.next : findNext();
  // A dry run sends nothing: what becomes due in the meantime starts after it.
  const isHeld = next === undefined || known.run?.isDry === true;
  const due = isHeld ? undefined : findDueRuns(schedule, next, now);
  const following = due === undefined ? next : due.next;
  const isFree = known.run === undefined;
  const scheduled = isFree ? due?.start : undefined;
  // A scheduled run does what a request asks for, unless the request sends nothing: that one waits.
  const isAnswered = isFree && (scheduled === undefined || known.requested?.isDry === false);
  const moment = scheduled ?? (isFree ? known.requested?.at : undefined);
  const isDry = scheduled === undefined && known.requested?.isDry === true;
  const isSame = known.plan?.hash === hash && known.plan.next === following;
  if (moment === undefined && isSame) return state;

  const { requested, run, ...rest } = known;
  const isSkipped = due?.start !== undefined && scheduled === undefined;
  return {
    ...rest,
    plan: { hash, ...omitAbsent({ next: following }) },
    skipped: known.skipped + (due?.missed.length ?? 0) + (isSkipped ? 1 : 0),
    ...omitAbsent({
      requested: isAnswered ? undefined : requested,
      run: moment === undefined ? run : makeRun(query, known, { moment, isDry, startedAt: now }),
    }),
  };

  function findNext(): number | undefined {
    const hasRun = known.last !== undefined || known.run !== undefined;
    if (!hasRun) return findFirstRun(schedule, query.schedule, now);
    return findNextRun(schedule, { now, publishedAt, planned: known.plan?.next });
  }
}

function makeRun(
  { sql, parameters = [], database, mapping, beginning, triggers }: QueryDocument,
  { succeeded }: QueryState,
  begin: Pick<QueryRun, 'moment' | 'isDry' | 'startedAt'>,
): QueryRun {
  const fingerprint = hashText(JSON.stringify([sql, parameters, database, mapping]));
  const values: Readonly<Record<QueryParameter, number>> = {
    since: succeeded?.moment ?? readBeginning(beginning),
    until: begin.moment,
  };
  return {
    ...begin,
    sql: fillParameters(
      sql,
      parameters.map((name) => toLiteral(values[name])),
    ),
    ...omitAbsent({ database }),
    mapping,
    fingerprint,
    // A first load, and the first run of another SQL, can have every customer in it.
    isLive: triggers === 'live' && succeeded?.fingerprint === fingerprint,
    rows: 0,
    sent: 0,
    rejected: 0,
    samples: [],
  };
}

function readBeginning(text: string | undefined): number {
  const parsed = text === undefined ? undefined : parseTimestamp(text);
  return parsed?.ok === true ? parsed.at : 0;
}

/** Without a zone, in UTC: Athena compares it with a timestamp, a date, and a timestamp with time zone. */
function toLiteral(at: number): string {
  return `TIMESTAMP '${new Date(at).toISOString().slice(0, 23).replace('T', ' ')}'`;
}
