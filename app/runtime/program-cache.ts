/** The compiled program this process decides by; checked for a newer one every two seconds at most. */

import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { ProgramReader } from '../ports/ports.ts';
import { loadProgram } from '../publish/load-program.ts';
import { ProgramBehindError } from './program-behind-error.ts';
import type { Telemetry } from './telemetry.ts';

/** Milliseconds between two looks at the published version. */
const checkEvery = 2_000;

export interface ProgramCache {
  /**
   * `now` in epoch milliseconds. Throws only while no program was ever loaded, and ProgramBehindError when the program
   * in force is older than `atLeast` and the pointer, read again at once, cannot be followed now. What the pointer names
   * is returned, also when it is older than `atLeast`.
   */
  current(now: number, telemetry: Telemetry, atLeast?: number): Promise<Program>;
}

/** Before anything is published, touchpoints still build profiles. */
const emptySnapshot: ProgramSnapshot = {
  schemaVersion: 1,
  version: 0,
  hash: '',
  publishedAt: 0,
  rules: [],
  segments: [],
  traits: [],
  templates: [],
  journeys: [],
  campaigns: [],
  policy: { kind: 'policy', id: 'none', status: 'live' },
};

export function createProgramCache(store: ProgramReader): ProgramCache {
  let held: { program: Program; version: number; hash: string } | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;

  /** `now` of the batch whose forced look failed. */
  let failedAt: number | undefined;
  /** Forced looks, one after the other: each caller checks what the one before it loaded. */
  let forced: Promise<unknown> = Promise.resolve();

  async function refresh(telemetry: Telemetry, consistent: boolean): Promise<Program> {
    const current = await store.readCurrent({ consistent });
    const { version, hash } = current;
    if (held !== undefined && held.version === version && held.hash === hash) return held.program;
    if (version === 0) {
      // A pointer that vanished is a mistake in the table, not a wish to stop everything.
      if (held !== undefined && held.version > 0) {
        telemetry.warn('No program is published any more; the last one stays in force', {
          version: held.version,
        });
        telemetry.count('ProgramLoadFailures');
        return held.program;
      }
      held = { program: compileProgram(emptySnapshot), version, hash };
      return held.program;
    }
    const program = compileProgram(await loadProgram(store, current));
    held = { program, version, hash };
    telemetry.info('Program loaded', { version });
    return program;
  }

  async function look(now: number, telemetry: Telemetry): Promise<Program> {
    // Absolute: a clock set back must not silence the checks.
    if (held !== undefined && Math.abs(now - checkedAt) < checkEvery) return held.program;
    try {
      const program = await refresh(telemetry, false);
      checkedAt = now;
      return program;
    } catch (error) {
      if (held === undefined) throw error;
      checkedAt = now;
      telemetry.error('The published program cannot be loaded; the last one stays in force', error, {
        version: held.version,
      });
      telemetry.count('ProgramLoadFailures');
      return held.program;
    }
  }

  /** Somebody decided by a newer program: the pointer is read again, however short ago it was read. */
  async function force(now: number, telemetry: Telemetry, atLeast: number): Promise<Program> {
    if (held !== undefined && held.version >= atLeast) return held.program;
    const fail = (cause?: unknown) => new ProgramBehindError(held?.version ?? 0, atLeast, cause);
    // A throttled table is asked once per batch: else a large batch would spend its invocation on asking.
    if (failedAt === now) throw fail();
    return refresh(telemetry, true).catch((error: unknown) => {
      failedAt = now;
      telemetry.count('ProgramLoadFailures');
      throw fail(error);
    });
  }

  return {
    async current(now, telemetry, atLeast = 0) {
      const program = await look(now, telemetry);
      if (program.version >= atLeast) return program;
      const turn = forced.then(() => force(now, telemetry, atLeast));
      forced = turn.catch(() => undefined);
      return turn;
    },
  };
}
