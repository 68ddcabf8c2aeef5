/** Several pieces of work in one invocation: one that fails stops no other. */
import type { Telemetry } from './telemetry.ts';

export interface Attempts {
  /** Undefined when the work failed: the error is logged with the name. */
  attempt<Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined>;
  /** Throws after all work, when some of it failed: with each name once, and the first error. */
  throwFailures(makeError: (names: readonly string[], cause: unknown) => Error): void;
}

/** `message`: of the log. */
export function createAttempts(telemetry: Telemetry, message: string): Attempts {
  const failures: { readonly name: string; readonly error: unknown }[] = [];
  return {
    async attempt(name, work) {
      try {
        return await work();
      } catch (error) {
        failures.push({ name, error });
        telemetry.error(message, error, { name });
        return undefined;
      }
    },
    throwFailures(makeError) {
      if (failures.length === 0) return;
      throw makeError([...new Set(failures.map(({ name }) => name))], failures[0]?.error);
    },
  };
}
