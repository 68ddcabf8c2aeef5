/** Reads a moment that a person or a system states. */

/** `2026-11-22` (its start in UTC) or `2026-11-22T10:00:00Z`, with a zone. Undefined: it is none. Epoch ms. */
export function parseMoment(text: string): number | undefined {
  const form = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
  const at = form.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
