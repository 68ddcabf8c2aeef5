/** Parser of repeatable options. */

export function collectValues(value: string, all: readonly string[] = []): string[] {
  return [...all, value];
}
