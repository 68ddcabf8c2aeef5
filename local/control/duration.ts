/** ISO 8601 durations of fixed length. */

const EXPRESSION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of `P3D`, `PT90S`, `P1DT2H`; undefined for anything else (months and years have no fixed length). */
export function parseDuration(text: string): number | undefined {
  const match = EXPRESSION.exec(text);
  if (match === null || text === 'P' || text.endsWith('T')) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
