/** Finds loops in a graph. */

/** Shortest path from a node back to itself, both ends included; undefined = there is none. */
export function findWayBack(
  start: string,
  neighbours: (id: string) => readonly string[],
): string[] | undefined {
  const seen = new Set<string>();
  let ways: string[][] = [[start]];
  while (ways.length > 0) {
    const next: string[][] = [];
    for (const way of ways) {
      for (const id of neighbours(way.at(-1) ?? '')) {
        if (id === start) return [...way, id];
        if (!seen.has(id)) next.push([...way, id]);
        seen.add(id);
      }
    }
    ways = next;
  }
  return undefined;
}
