/** Parser of options that may be repeated. */

export function collectValues(value: string, all: readonly string[] = []): string[] {
  return [...all, value];
}
