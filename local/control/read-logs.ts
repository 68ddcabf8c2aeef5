/** The log lines of all functions, or of one. */

import type { LogLine } from '../logs.ts';
import type { Cloud } from '../running-cloud.ts';
import { ServiceError } from '../service.ts';

/**
 * `wanted`: a function's name, the end of its name (`advance-profile`) or the start of its logical id; empty for all
 * functions. Oldest first. Throws `ServiceError` function_unknown, which lists the names.
 */
export function readLogs({ logs, lambda }: Pick<Cloud, 'logs' | 'lambda'>, wanted: string): LogLine[] {
  if (wanted === '') return logs.read();
  const functions = lambda.status();
  const found =
    functions.find(({ name }) => name === wanted) ??
    functions.find(({ name, logicalId }) => name.endsWith(`-${wanted}`) || logicalId.startsWith(wanted));
  if (found !== undefined) return logs.read([found.name]);
  const names = functions.map(({ name }) => name).join(', ');
  throw new ServiceError('function_unknown', 404, `There is no function "${wanted}". Functions: ${names}.`);
}
