/** Reads a moment that a person or a system states. */
import { parseMoment as parseIsoMoment } from '../../engine/time/calendar.ts';

/**
 * `2026-11-22` (its start in UTC) or `2026-11-22T10:00:00Z`, with a zone. Undefined: it is none, or its day does not exist.
 * Epoch ms.
 */
export function parseMoment(text: string): number | undefined {
  const form = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
  return form.test(text) ? parseIsoMoment(text) : undefined;
}
