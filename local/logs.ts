/** The log lines of functions; keeps the newest lines of each in memory. */

export interface LogLine {
  /** ISO 8601, virtual time. */
  readonly time: string;
  /** The function's name. */
  readonly function: string;
  readonly line: string;
}

const keptPerFunction = 1000;

export class Logs {
  readonly #byFunction = new Map<string, LogLine[]>();
  readonly #now: () => number;
  readonly #onLine: ((line: LogLine) => void) | undefined;

  constructor(now: () => number, onLine?: (line: LogLine) => void) {
    this.#now = now;
    this.#onLine = onLine;
  }

  add(functionName: string, line: string): void {
    const entry = { time: new Date(this.#now()).toISOString(), function: functionName, line };
    const lines = this.#byFunction.get(functionName) ?? [];
    lines.push(entry);
    if (lines.length > keptPerFunction * 2) lines.splice(0, keptPerFunction);
    this.#byFunction.set(functionName, lines);
    this.#onLine?.(entry);
  }

  /** Lines of these functions, or of all, oldest first. */
  read(names: readonly string[] = [...this.#byFunction.keys()]): LogLine[] {
    return names
      .flatMap((name) => (this.#byFunction.get(name) ?? []).slice(-keptPerFunction))
      .sort((a, b) => (a.time < b.time ? -1 : 1));
  }

  clear(): void {
    this.#byFunction.clear();
  }
}
