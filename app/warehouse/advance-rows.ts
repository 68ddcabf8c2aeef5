/** Sends rows of a result, as many as the time allows. Every step may be repeated. */
import { ObjectChangedError } from '../ports/object-store.ts';
import type { QueryFailureCode, QueryRun, QueryState } from '../ports/query-store.ts';
import type { QueryDependencies } from './dependencies.ts';
import { ResultUnreadableError } from './read-result.ts';
import { ColumnsMissingError, sendRows } from './send-rows.ts';
import { endLongRun, type Failure, finishRun, saveState } from './write-state.ts';

/** At least one row; `isOver` is asked after each. Throws QueryTakenError and what the ports throw. */
export async function advanceRows(
  state: QueryState,
  dependencies: QueryDependencies,
  isOver: () => boolean,
): Promise<QueryState> {
  const { run } = state;
  if (run?.result === undefined) return state;
  const ended = await endLongRun(state, run, dependencies);
  if (ended !== undefined) return ended;

  // What a checkpoint has counted was sent, also when the rest cannot be read.
  let current = state;
  let reached = run;
  const keep = async (next: QueryRun): Promise<void> => {
    current = await saveState(current, { run: next }, dependencies);
    reached = next;
  };
  try {
    const { isDone } = await sendRows(state.id, run, run.result, dependencies, { keep, isOver });
    if (!isDone) return current;
  } catch (error) {
    const code = findCode(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    return finishRun(current, reached, dependencies, { code, reason: error.message });
  }
  return finishRun(current, reached, dependencies, findUseless(reached));
}

/** Errors that a repeat does not end. */
function findCode(error: unknown): QueryFailureCode | undefined {
  if (error instanceof ColumnsMissingError) return 'columns_missing';
  if (error instanceof ResultUnreadableError) return 'result_unreadable';
  return error instanceof ObjectChangedError ? 'result_changed' : undefined;
}

function findUseless({ rows, rejected, samples: [sample] }: QueryRun): Failure | undefined {
  if (rows === 0 || rejected < rows) return undefined;
  const first = sample === undefined ? '' : ` The first one, line ${sample.line}: ${sample.reason}`;
  return { code: 'all_rows_rejected', reason: `Each of ${rows} rows was rejected.${first}` };
}
