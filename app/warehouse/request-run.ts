/** Lists the queries of the warehouse, and asks for a run now. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { applyPauses } from '../../engine/model/apply-pauses.ts';
import type { QueryDocument } from '../../engine/model/documents/query-document.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { QueryState, QueryStore } from '../ports/query-store.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';
import { listPages } from '../runtime/list-pages.ts';

export interface KnownQuery {
  readonly id: string;
  /** Absent: it is not live, or paused. */
  readonly document?: QueryDocument;
  /** Absent: it was not planned yet, which takes a minute from its publication. */
  readonly state?: QueryState;
}

type Program = ProgramSnapshot | undefined;

/** By id: those that are live, and those that ran once. */
export async function listQueries(store: QueryStore, program: Program): Promise<readonly KnownQuery[]> {
  const states = await listPages(
    (cursor) => store.list(cursor),
    (page) => page.states,
  );
  const live = program === undefined ? [] : (applyPauses(program).queries ?? []);
  const ids = [...new Set([...live, ...states].map(({ id }) => id))].sort();
  return ids.map((id) => {
    const document = live.find((each) => each.id === id);
    const state = states.find((each) => each.id === id);
    return { id, ...omitAbsent({ document, state }) };
  });
}

const attempts = 5;

/** Throws RequestInvalidError. `at`: epoch ms. */
export async function requestRun(
  store: QueryStore,
  program: Program,
  id: string,
  request: { readonly at: number; readonly isDry: boolean },
): Promise<{ readonly isWaiting: boolean }> {
  const live = program === undefined ? [] : (applyPauses(program).queries ?? []);
  if (!live.some((each) => each.id === id))
    throw new RequestInvalidError(
      `There is no live query "${id}".`,
      `Live queries: ${live.map((each) => each.id).join(', ') || 'none'}.`,
    );
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const known: QueryState = (await store.read(id)) ?? { id, step: 0, skipped: 0 };
    const next = { ...known, requested: request, step: known.step + 1 };
    if (await store.save(next)) return { isWaiting: known.run !== undefined };
  }
  throw new RequestInvalidError(`The query "${id}" is busy.`, 'Run the command again.');
}
