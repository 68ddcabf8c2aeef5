/**
 * Runs each minute: starts the queries that are due, and advances the runs that have not ended. Nothing waits in between: the
 * state of a query is one item, and each write of it replaces exactly the one before.
 */

import { applyPauses } from '../../engine/model/apply-pauses.ts';
import type { QueryDocument } from '../../engine/model/documents/query-document.ts';
import type { QueryState } from '../ports/query-store.ts';
import { listPages } from '../runtime/list-pages.ts';
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

  // 2. Each query: plan, then advance. One that fails stops no other.
  const failures: { readonly id: string; readonly error: unknown }[] = [];
  let running = 0;
  const stateOf = new Map(states.map((state) => [state.id, state]));
  // Those with rows to read come last: starts and waits take one call.
  const isReading = ({ id }: QueryDocument) => (stateOf.get(id)?.run?.result === undefined ? 0 : 1);
  for (const query of live.toSorted((left, right) => isReading(left) - isReading(right))) {
    const state = stateOf.get(query.id);
    try {
      if (await runQuery(query, state, snapshot.publishedAt, dependencies)) running += 1;
    } catch (error) {
      if (error instanceof QueryTakenError) continue;
      failures.push({ id: query.id, error });
      telemetry.error('A query was not processed', error, { query: query.id });
    }
  }
  if (failures.length > 0)
    throw new QueriesIncompleteError(
      failures.map(({ id }) => id),
      failures[0]?.error,
    );
  return { running };
}

async function runQuery(
  query: QueryDocument,
  known: QueryState | undefined,
  publishedAt: number,
  dependencies: QueryDependencies,
): Promise<boolean> {
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
  if (state?.run === undefined) return false;
  await advanceRun(state, dependencies);
  return true;
}
