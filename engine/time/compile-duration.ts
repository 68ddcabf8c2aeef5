/** Durations in documents, parsed once. */
import { DocumentInvalidError } from '../model/document-invalid-error.ts';
import type { Duration } from '../model/documents/document-base.ts';
import { type ParsedDuration, parseDuration } from './duration.ts';

/** Throws DocumentInvalidError naming `document` and `path`. */
export function compileDuration(
  duration: Duration | undefined,
  path: string,
  document: string,
): ParsedDuration | undefined {
  if (duration === undefined) return undefined;
  const parsed = parseDuration(duration);
  if (parsed !== undefined) return parsed;
  const remedy = 'Write an ISO 8601 duration in whole numbers, such as P30D or PT12H.';
  throw new DocumentInvalidError(document, path, duration, remedy);
}
