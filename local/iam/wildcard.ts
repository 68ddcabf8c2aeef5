/** Policy wildcards, and policy values that are a single value or a list. */

/** A regular expression for an IAM pattern with `*` and `?`. */
export function compileWildcard(pattern: string, flags = 's'): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, flags);
}

export function toList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}
