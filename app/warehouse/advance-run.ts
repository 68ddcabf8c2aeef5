/** Advances the run of a query: start it, wait for its end, send its rows. Every step may be repeated. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY } from '../../engine/base/time-units.ts';
import { ObjectChangedError } from '../ports/object-store.ts';
import type { QueryFailureCode, QueryReport, QueryRun, QueryState } from '../ports/query-store.ts';
import { QueryNotAcceptedError } from '../ports/warehouse.ts';
import { type QueryDependencies, QueryTakenError } from './dependencies.ts';
import { hashRun } from './hash-run.ts';
import { describeReason, describeRefusal } from './query-failure.ts';
import { ResultUnreadableError } from './read-result.ts';
import { ColumnsMissingError, sendRows } from './send-rows.ts';

/** Athena ends a query after 30 minutes; the rest is for the rows. */
const longestRun = DAY;

interface Failure {
  readonly code: QueryFailureCode;
  readonly reason: string;
}

/** Stops when the warehouse is not ready, or the invocation ends. Throws QueryTakenError and what the ports throw. */
export async function advanceRun(state: QueryState, dependencies: QueryDependencies): Promise<void> {
  const { clock } = dependencies;
  let current = state;
  const save = async (change: StateChange): Promise<void> => {
    current = await saveState(current, change, dependencies);
  };
  for (let run = current.run; run !== undefined; run = current.run) {
    if (clock() - run.startedAt > longestRun) {
      await save(
        finish(current, run, clock(), { code: 'took_too_long', reason: 'It did not end in a day.' }),
      );
      dependencies.telemetry.count('QueriesFailed');
      return;
    }
    const next = await advanceStep(current, run, dependencies, save);
    if (next === 'wait') return;
  }
}

type StateChange = { readonly [Name in keyof QueryState]?: QueryState[Name] | undefined };
type Save = (change: StateChange) => Promise<void>;

/** One call of the warehouse, or the rows of one invocation. */
async function advanceStep(
  state: QueryState,
  run: QueryRun,
  dependencies: QueryDependencies,
  save: Save,
): Promise<'go on' | 'wait'> {
  const { warehouse, objects, clock } = dependencies;
  const fail = async (code: QueryFailureCode, reason: string, bytesScanned?: number): Promise<'go on'> => {
    const ended = { ...run, ...omitAbsent({ bytesScanned }) };
    await save(finish(state, ended, clock(), { code, reason }));
    dependencies.telemetry.count('QueriesFailed');
    return 'go on';
  };

  // 1. Start. After a crash before the write, the token gives the same execution.
  if (run.executionId === undefined) {
    try {
      const { sql, database } = run;
      const token = hashRun(state.id, run).slice(0, 64);
      const executionId = await warehouse.start({ sql, token, ...omitAbsent({ database }) });
      await save({ run: { ...run, executionId } });
      return 'go on';
    } catch (error) {
      if (!(error instanceof QueryNotAcceptedError)) throw error;
      return fail('not_accepted', describeRefusal(error.reason));
    }
  }

  // 2. Wait for its end.
  if (run.result === undefined) {
    const execution = await warehouse.describe(run.executionId);
    if (execution === undefined)
      return fail('execution_unknown', 'The warehouse does not know the execution.');
    if (execution.state === 'running') return 'wait';
    if (execution.state === 'failed')
      return fail('query_failed', describeReason(execution.reason), execution.bytesScanned);
    const { result, bytesScanned } = execution;
    const facts = await objects.describe(result.bucket, result.key);
    if (facts === undefined)
      return fail('result_missing', 'The object with the result does not exist.', bytesScanned);
    await save({ run: { ...run, bytesScanned, result: { ...result, ...facts } } });
    return 'go on';
  }

  // 3. Send the rows, with a checkpoint per group.
  try {
    const last = await sendRows(state.id, run, run.result, dependencies, (next) => save({ run: next }));
    if (last.isDone) {
      const { rows, rejected } = last.run;
      if (rows > 0 && rejected === rows) {
        const reason = last.run.samples[0];
        const first = reason === undefined ? '' : ` The first one, line ${reason.line}: ${reason.reason}`;
        await save(
          finish(state, last.run, clock(), {
            code: 'all_rows_rejected',
            reason: `Each of ${rows} rows was rejected.${first}`,
          }),
        );
        dependencies.telemetry.count('QueriesFailed');
      } else await save(finish(state, last.run, clock()));
      return 'go on';
    }
    return 'wait';
  } catch (error) {
    if (error instanceof ColumnsMissingError) return fail('columns_missing', error.message);
    if (error instanceof ResultUnreadableError) return fail('result_unreadable', error.message);
    if (error instanceof ObjectChangedError) return fail('result_changed', error.message);
    throw error;
  }
}

async function saveState(
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

/** A dry run changes nothing that the next run depends on. */
function finish(
  { succeeded }: QueryState,
  run: QueryRun,
  finishedAt: number,
  failure?: Failure,
): StateChange {
  const { moment, isDry, isLive, executionId, bytesScanned = 0, rows, sent, rejected, samples } = run;
  const last: QueryReport = {
    ...{ moment, finishedAt, isDry, isLive, bytesScanned, rows, sent, rejected, samples },
    ...omitAbsent({ executionId, failure }),
  };
  const isCounted = failure === undefined && !isDry;
  const latest = Math.max(moment, succeeded?.moment ?? moment);
  const next = isCounted ? { moment: latest, fingerprint: run.fingerprint } : succeeded;
  return { run: undefined, last, succeeded: next };
}
