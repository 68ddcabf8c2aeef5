/** Bounds a profile's records by age. */

/** Drops the entries with the earliest moments above `most`; never `noted`, which was just set. In place. */
export function keepNewest(record: Record<string, number>, most: number, noted: string): void {
  const others = Object.entries(record)
    .filter(([id]) => id !== noted)
    .sort(([, a], [, b]) => a - b);
  for (const [id] of others.slice(0, Math.max(0, others.length + 1 - most))) delete record[id];
}
