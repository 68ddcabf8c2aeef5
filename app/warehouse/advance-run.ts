/** Starts the run of a query, and asks for its end. Every step may be repeated. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import type { QueryRun, QueryState } from '../ports/query-store.ts';
import { QueryNotAcceptedError } from '../ports/warehouse.ts';
import type { QueryDependencies } from './dependencies.ts';
import { hashRun } from './hash-run.ts';
import { describeReason, describeRefusal } from './query-failure.ts';
import { endLongRun, finishRun, saveState } from './write-state.ts';

/** Stops when the warehouse is not ready, or its result is known. Throws QueryTakenError and what the ports throw. */
export async function advanceRun(state: QueryState, dependencies: QueryDependencies): Promise<QueryState> {
  let current = state;
  for (let { run } = current; run !== undefined && run.result === undefined; run = current.run) {
    const next =
      (await endLongRun(current, run, dependencies)) ??
      (await (run.executionId === undefined
        ? startQuery(current, run, dependencies)
        : askForEnd(current, run, run.executionId, dependencies)));
    if (next === undefined) return current;
    current = next;
  }
  return current;
}

/** After a crash before the write, the token gives the same execution. */
async function startQuery(
  state: QueryState,
  run: QueryRun,
  dependencies: QueryDependencies,
): Promise<QueryState> {
  try {
    const { sql, database } = run;
    const token = hashRun(state.id, run).slice(0, 64);
    const executionId = await dependencies.warehouse.start({ sql, token, ...omitAbsent({ database }) });
    return saveState(state, { run: { ...run, executionId } }, dependencies);
  } catch (error) {
    if (!(error instanceof QueryNotAcceptedError)) throw error;
    const reason = describeRefusal(error.reason);
    return finishRun(state, run, dependencies, { code: 'not_accepted', reason });
  }
}

/** Less than the minute between two invocations. */
const secondLook = MINUTE / 2;

/** Undefined: it has not ended. */
async function askForEnd(
  state: QueryState,
  run: QueryRun,
  executionId: string,
  dependencies: QueryDependencies,
): Promise<QueryState | undefined> {
  const { warehouse, objects, clock } = dependencies;
  const execution = await warehouse.describe(executionId);
  if (execution === undefined)
    return finishRun(state, run, dependencies, {
      code: 'execution_unknown',
      reason: 'The warehouse does not know the execution.',
    });
  const { failureSeenAt, ...rest } = run;
  if (execution.state === 'running')
    return failureSeenAt === undefined ? undefined : saveState(state, { run: rest }, dependencies);

  const ended = { ...rest, bytesScanned: execution.bytesScanned };
  if (execution.state === 'failed') {
    // The warehouse repeats a query after some errors: a failure is final when a later invocation finds it too.
    if (failureSeenAt === undefined)
      return saveState(state, { run: { ...run, failureSeenAt: clock() } }, dependencies);
    if (clock() - failureSeenAt < secondLook) return undefined;
    const reason = describeReason(execution.reason);
    return finishRun(state, ended, dependencies, { code: 'query_failed', reason });
  }

  const { result } = execution;
  const facts = await objects.describe(result.bucket, result.key);
  if (facts !== undefined)
    return saveState(state, { run: { ...ended, result: { ...result, ...facts } } }, dependencies);
  const reason = 'The object with the result does not exist.';
  return finishRun(state, ended, dependencies, { code: 'result_missing', reason });
}
