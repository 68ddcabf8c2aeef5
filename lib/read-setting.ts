/** How the settings of a deployment are read from text. */

export type FieldReading<Value> = { readonly value: Value } | { readonly problem: string };

export interface ContextField<Value> {
  readonly meaning: string;
  readonly example: string;
  /** Absent: the setting is required. */
  readonly fallback?: Value;
  readonly read: (text: string) => FieldReading<Value>;
}

export function match(pattern: RegExp, problem: string): (text: string) => FieldReading<string> {
  return (text) => (pattern.test(text) ? { value: text } : { problem });
}

export function flag(meaning: string, fallback: boolean): ContextField<boolean> {
  return {
    meaning,
    example: String(!fallback),
    fallback,
    read: (text) =>
      text === 'true' || text === 'false' ? { value: text === 'true' } : { problem: 'must be true or false' },
  };
}

export function choice<Value extends string>(
  meaning: string,
  values: readonly Value[],
  fallback: Value,
): ContextField<Value> {
  return {
    meaning,
    example: fallback,
    fallback,
    read: (text) => {
      const value = values.find((candidate) => candidate === text);
      return value === undefined ? { problem: `must be one of ${values.join(', ')}` } : { value };
    },
  };
}

export function wholeNumber(
  meaning: string,
  fallback: number,
  least: number,
  most: number,
): ContextField<number> {
  return {
    meaning,
    example: String(fallback),
    fallback,
    read: (text) => {
      const value = Number(text);
      return /^\d+$/.test(text) && value >= least && value <= most
        ? { value }
        : { problem: `must be a whole number from ${least} to ${most}` };
    },
  };
}
