/**
 * Runs each minute: starts the queries that are due, and advances the runs that have not ended. Nothing waits in between: the
 * state of a query is one item, and each write of it replaces exactly the one before.
 */

import { applyPauses } from '../../engine/model/apply-pauses.ts';
import type { QueryDocument } from '../../engine/model/documents/query-document.ts';
import type { QueryState } from '../ports/query-store.ts';
import { type Attempts, createAttempts } from '../runtime/attempts.ts';
import { listPages } from '../runtime/list-pages.ts';
import { advanceRows } from './advance-rows.ts';
import { advanceRun } from './advance-run.ts';
import { type QueryDependencies, QueryTakenError } from './dependencies.ts';
import { planRun } from './plan-run.ts';

/** Some queries were not processed; the next minute tries again. */
export class QueriesIncompleteError extends Error {
  readonly code = 'queries_incomplete';
  readonly ids: readonly string[];
  constructor(ids: readonly string[], cause: unknown) {
    super(`Queries were not processed: ${ids.join(', ')}. The next minute tries again.`, { cause });
    this.name = 'QueriesIncompleteError';
    this.ids = ids;
  }
}

/** Throws QueriesIncompleteError after every query was tried. */
export async function runQueries(dependencies: QueryDependencies): Promise<{ readonly running: number }> {
  const { queries, snapshots, telemetry } = dependencies;
  // 1. Load the program and the states.
  const snapshot = await snapshots.current();
  const live = snapshot === undefined ? [] : (applyPauses(snapshot).queries ?? []);
  if (snapshot === undefined || live.length === 0) return { running: 0 };
  const states = await listPages(
    (cursor) => queries.list(cursor),
    (page) => page.states,
  );
  const stateOf = new Map(states.map((state) => [state.id, state]));

  // 2. Each query: plan, start what is due, ask for the end of what runs.
  const { attempt, throwFailures } = createAttempts(telemetry, 'A query was not processed');
  const running: QueryState[] = [];
  for (const query of live) {
    const begin = () => beginQuery(query, stateOf.get(query.id), snapshot.publishedAt, dependencies);
    const state = await attempt(query.id, () => leaveTaken(begin));
    if (state?.run !== undefined) running.push(state);
  }

  // 3. The rows of their results.
  await readInTurns(running, attempt, dependencies);
  throwFailures((ids, cause) => new QueriesIncompleteError(ids, cause));
  return { running: running.length };
}

/** Undefined: another invocation does the work. */
async function leaveTaken(work: () => Promise<QueryState | undefined>): Promise<QueryState | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof QueryTakenError) return undefined;
    throw error;
  }
}

async function beginQuery(
  query: QueryDocument,
  known: QueryState | undefined,
  publishedAt: number,
  dependencies: QueryDependencies,
): Promise<QueryState | undefined> {
  const { queries, telemetry, clock } = dependencies;
  const planned = planRun(query, known, publishedAt, clock());
  let state = known;
  if (planned !== undefined && planned !== known) {
    state = { ...planned, step: planned.step + 1 };
    // isNext: of two invocations, one starts the run.
    if (!(await queries.save(state))) throw new QueryTakenError();
    const skipped = state.skipped - (known?.skipped ?? 0);
    telemetry.count('QueryRunsSkipped', skipped);
  }
  return state && advanceRun(state, dependencies);
}

/** Left before the time-out: a group of 4,000 rows takes about a second. */
const spare = 12_000;
/** A turn opens the result again, so a short one is not worth it. */
const leastTurn = 2_000;

/** Each result gets an equal share of the time that is left, and again what shorter ones have not used. */
async function readInTurns(
  running: readonly QueryState[],
  attempt: Attempts['attempt'],
  dependencies: QueryDependencies,
): Promise<void> {
  const measureTime = () => dependencies.remainingMilliseconds() - spare;
  let waiting = running.filter(({ run }) => run?.result !== undefined);
  do {
    const unfinished: QueryState[] = [];
    for (const [index, state] of waiting.entries()) {
      const left = measureTime();
      const end = Math.max(left - left / (waiting.length - index), 0);
      const read = () => advanceRows(state, dependencies, () => measureTime() < end);
      const next = await attempt(state.id, () => leaveTaken(read));
      if (next?.run !== undefined) unfinished.push(next);
    }
    waiting = unfinished;
  } while (waiting.length > 0 && measureTime() > leastTurn * waiting.length);
}
