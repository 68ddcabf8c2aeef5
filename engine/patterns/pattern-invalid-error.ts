/** The fault of a pattern, its place, and what to write instead. */

export class PatternInvalidError extends Error {
  readonly code = 'pattern_invalid';
  /** Keys and indices from the document's root to the fault, such as `condition.event.properties.total[0]`. */
  readonly path: string;
  /** The faulty part as JSON, cut to 200 characters. It is from a config document, never from a person's data. */
  readonly received: string;
  /** One sentence: what to write instead. */
  readonly remedy: string;

  constructor(path: string, problem: string, received: unknown, remedy: string) {
    const shown = describeValue(received);
    super(`${path}: ${problem}; received ${shown}. ${remedy}`);
    this.name = 'PatternInvalidError';
    this.path = path;
    this.received = shown;
    this.remedy = remedy;
  }
}

function describeValue(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const text = tryStringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/** Nesting beyond the stack cannot be shown, and must not hide the fault. */
function tryStringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'nothing';
  } catch {
    return 'a value nested too deeply to show';
  }
}
