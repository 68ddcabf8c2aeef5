/** Writes the state of a query: each write replaces exactly the one before. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY } from '../../engine/base/time-units.ts';
import type { QueryFailureCode, QueryReport, QueryRun, QueryState } from '../ports/query-store.ts';
import { type QueryDependencies, QueryTakenError } from './dependencies.ts';

export interface Failure {
  readonly code: QueryFailureCode;
  readonly reason: string;
}

type StateChange = { readonly [Name in keyof QueryState]?: QueryState[Name] | undefined };

/** Throws QueryTakenError. */
export async function saveState(
  current: QueryState,
  change: StateChange,
  { queries }: QueryDependencies,
): Promise<QueryState> {
  const { plan, requested, run, last, succeeded } = { ...current, ...change };
  const next: QueryState = {
    id: current.id,
    step: current.step + 1,
    skipped: current.skipped,
    ...omitAbsent({ plan, requested, run, last, succeeded }),
  };
  if (!(await queries.save(next))) throw new QueryTakenError();
  return next;
}

/** The run becomes the report. A dry run changes nothing that the next run depends on. Throws QueryTakenError. */
export async function finishRun(
  state: QueryState,
  run: QueryRun,
  dependencies: QueryDependencies,
  failure?: Failure,
): Promise<QueryState> {
  const { moment, isDry, isLive, executionId, bytesScanned = 0, rows, sent, rejected, samples } = run;
  const last: QueryReport = {
    ...{ moment, finishedAt: dependencies.clock(), isDry, isLive },
    ...{ bytesScanned, rows, sent, rejected, samples },
    ...omitAbsent({ executionId, failure }),
  };
  const isCounted = failure === undefined && !isDry;
  const latest = Math.max(moment, state.succeeded?.moment ?? moment);
  const succeeded = isCounted ? { moment: latest, fingerprint: run.fingerprint } : state.succeeded;
  const finished = await saveState(state, { run: undefined, last, succeeded }, dependencies);
  if (failure !== undefined) dependencies.telemetry.count('QueriesFailed');
  return finished;
}

/** Athena ends a query after 30 minutes; the rest is for the rows. */
const longestRun = DAY;

/** The state after it when the run has taken too long. Throws QueryTakenError. */
export async function endLongRun(
  state: QueryState,
  run: QueryRun,
  dependencies: QueryDependencies,
): Promise<QueryState | undefined> {
  if (dependencies.clock() - run.startedAt <= longestRun) return undefined;
  return finishRun(state, run, dependencies, { code: 'took_too_long', reason: 'It did not end in a day.' });
}
