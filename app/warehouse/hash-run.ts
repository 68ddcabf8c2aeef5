/** Names a run of a query in tokens and ids. */
import { createHash } from 'node:crypto';
import type { QueryRun } from '../ports/query-store.ts';

/** Hexadecimal, of the query and the moment: the same for every attempt. */
export function hashRun(id: string, { moment, isDry }: Pick<QueryRun, 'moment' | 'isDry'>): string {
  return createHash('sha256')
    .update(JSON.stringify([id, moment, isDry]))
    .digest('hex');
}
