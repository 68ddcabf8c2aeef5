/** The compiled program this process decides by; checked for a newer one every two seconds at most. */

import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import { defaultPolicy } from '../../engine/model/documents/policy-document.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { loadProgram } from '../publish/load-program.ts';
import { ProgramBehindError } from './program-behind-error.ts';
import { createPublishedCache } from './published-cache.ts';
import type { Telemetry } from './telemetry.ts';

/** Milliseconds between two reads of the published version. */
const checkEvery = 2_000;

export interface ProgramCache {
  /**
   * `now` in epoch milliseconds. Throws only if no program was ever loaded, and ProgramBehindError when the program in
   * force is older than `atLeast` and the program of the pointer, read again at once, cannot be loaded now. Returns the
   * program that the pointer names, even if it is older than `atLeast`.
   */
  current(now: number, telemetry: Telemetry, atLeast?: number): Promise<Program>;
}

/** Before the first publication, touchpoints still build profiles. */
/** Of a stage in which nothing is published. */
export const emptySnapshot: ProgramSnapshot = {
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
  policy: defaultPolicy,
};

export function createProgramCache(store: ProgramReader): ProgramCache {
  const cache = createPublishedCache(store, async (pointer) =>
    compileProgram(await loadProgram(store, pointer)),
  );
  let empty: Program | undefined;
  /** `now` of the batch whose forced read failed. */
  let failedAt: number | undefined;
  /** Forced reads, one after the other: each caller checks what the one before it loaded. */
  let forced: Promise<unknown> = Promise.resolve();

  /** Before the first publication the empty program. */
  function inForce(): Program {
    if (cache.held !== undefined) return cache.held.value;
    empty ??= compileProgram(emptySnapshot);
    return empty;
  }

  async function refresh(telemetry: Telemetry, consistent: boolean): Promise<Program> {
    const before = cache.held;
    const read = await cache.read({ consistent });
    const version = cache.held?.pointer.version;
    if (read === undefined && version !== undefined) {
      telemetry.warn('No program is published any longer; the last one stays in force', { version });
      telemetry.count('ProgramLoadFailures');
    }
    if (cache.held !== before) telemetry.info('Program loaded', { version });
    return inForce();
  }

  async function refreshIfStale(now: number, telemetry: Telemetry): Promise<Program> {
    if (cache.isFresh(now, checkEvery)) return inForce();
    try {
      await refresh(telemetry, false);
    } catch (error) {
      if (cache.held === undefined) throw error;
      telemetry.error('The published program cannot be loaded; the last one stays in force', error, {
        version: cache.held.pointer.version,
      });
      telemetry.count('ProgramLoadFailures');
    }
    cache.markChecked(now);
    return inForce();
  }

  /** Another process decided with a newer program: the pointer is read again, however recently it was read. */
  async function force(now: number, telemetry: Telemetry, atLeast: number): Promise<Program> {
    const version = cache.held?.pointer.version ?? 0;
    if (version >= atLeast) return inForce();
    const fail = (cause?: unknown) => new ProgramBehindError(version, atLeast, cause);
    // A throttled table is read once per batch: otherwise a large batch would spend its invocation on reads.
    if (failedAt === now) throw fail();
    return refresh(telemetry, true).catch((error: unknown) => {
      failedAt = now;
      telemetry.count('ProgramLoadFailures');
      throw fail(error);
    });
  }

  return {
    async current(now, telemetry, atLeast = 0) {
      const program = await refreshIfStale(now, telemetry);
      if (program.version >= atLeast) return program;
      const next = forced.then(() => force(now, telemetry, atLeast));
      forced = next.catch(() => undefined);
      return next;
    },
  };
}
