/** The compiled program this process decides by; checked for a newer one every two seconds at most. */
import type { ProgramReader } from '../../adapters/ports.ts';
import { loadProgram } from '../../adapters/publishing/load-program.ts';
import { compileProgram } from '../../engine/compile-program.ts';
import type { Program, ProgramSnapshot } from '../../engine/program.ts';
import type { Telemetry } from '../shared/telemetry.ts';

/** Milliseconds between two looks at the published version. */
const checkEvery = 2_000;

export interface ProgramCache {
  /** `now` in epoch milliseconds. Throws only while no program was ever loaded. */
  current(now: number, telemetry: Telemetry): Promise<Program>;
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

  async function refresh(telemetry: Telemetry): Promise<Program> {
    const current = await store.readCurrent();
    if (held !== undefined && held.version === current.version && held.hash === current.hash)
      return held.program;
    if (current.version === 0) {
      // A pointer that vanished is a mistake in the table, not a wish to stop everything.
      if (held !== undefined && held.version > 0) {
        telemetry.warn('No program is published any more; the last one stays in force', {
          version: held.version,
        });
        telemetry.count('ProgramLoadFailures');
        return held.program;
      }
      held = { program: compileProgram(emptySnapshot), version: 0, hash: current.hash };
      return held.program;
    }
    const program = compileProgram(await loadProgram(store, current));
    held = { program, version: current.version, hash: current.hash };
    telemetry.info('Program loaded', { version: current.version });
    return program;
  }

  return {
    async current(now, telemetry) {
      // Absolute: a clock set back must not silence the checks.
      if (held !== undefined && Math.abs(now - checkedAt) < checkEvery) return held.program;
      try {
        const program = await refresh(telemetry);
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
    },
  };
}
