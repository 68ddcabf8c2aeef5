/** advance-profile and sweep-timers over a memory stack, in a new process after each crash. */
import { identityKey } from '../../adapters/keys.ts';
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import type { AdvanceDependencies, AdvancePorts } from '../../app/advance/dependencies.ts';
import { type AdvanceSteps, advanceSteps } from '../../app/advance/steps.ts';
import { sweepTimers } from '../../app/advance/sweep-timers.ts';
import { createIdentityCache } from '../../app/identity/identity-cache.ts';
import { createProgramCache } from '../../app/runtime/program-cache.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { makeMessageId } from '../../engine/base/message-id.ts';
import { createFaultInjector, type FaultInjector, type InvocationState } from './faults.ts';
import { createFeedbackWorker } from './feedback-worker.ts';
import { type BatchHandler, drain, type MemoryStack } from './memory-stack.ts';

export interface ActorOptions {
  readonly injector?: FaultInjector;
  /** The real ones unless a test puts a wrong one in their place. */
  readonly steps?: AdvanceSteps;
  /** Bends the ports below the faults: for handlers broken on purpose. */
  readonly bend?: (ports: AdvancePorts) => AdvancePorts;
  readonly batchSize?: number;
}

/** One process: its caches live as long as it does. */
export function createProcess(
  ports: AdvancePorts,
  overrides: Partial<AdvanceDependencies> = {},
): AdvanceDependencies {
  return {
    ...ports,
    programs: createProgramCache(ports.programStore),
    identityCache: createIdentityCache(),
    health: { isTimelineDown: false },
    // Deterministic, so that two runs can be compared person by person.
    makeProfileId: ({ type, value }) => makeMessageId(0, identityKey(type, value)),
    random: () => 0.5,
    wait: () => Promise.resolve(),
    remainingMilliseconds: () => 30_000,
    timelineDays: 400,
    telemetry: silentTelemetry,
    ...overrides,
  };
}

export interface Actor {
  /** Delivers the feedback queue and then the profile queue until they are empty. */
  advance(): Promise<void>;
  /** Sweeps until a sweep ends without error, delivering what it sends; `now` is the time of the stack. */
  sweep(): Promise<void>;
}

export function createActor(stack: MemoryStack, options: ActorOptions = {}): Actor {
  const {
    injector = createFaultInjector(),
    steps = advanceSteps,
    bend = (ports) => ports,
    batchSize = 10,
  } = options;
  let invocation: InvocationState = { isDead: false };
  let process = start();

  function start(): AdvanceDependencies {
    invocation = { isDead: false };
    return createProcess(bend(injector.wrap<AdvancePorts>(stack.ports, invocation)));
  }

  const handler: BatchHandler = async (records) => {
    const unfinished = await advanceProfiles(process, records, stack.clock.now, steps).finally(() => {
      // A dead invocation took its process along, caches and all.
      if (!invocation.isDead) return;
      process = start();
      throw new Error('The invocation died: nothing is acknowledged');
    });
    return new Set(unfinished.map(({ record }) => record.messageId));
  };

  const feedback = createFeedbackWorker(stack, { injector });
  const advance = async () => {
    await drain(stack, 'feedback', feedback, { batchSize });
    await drain(stack, 'profile', handler, { batchSize });
  };
  return {
    advance,
    async sweep() {
      for (let attempt = 1; ; attempt++) {
        const ports = injector.wrap<AdvancePorts>(stack.ports, { isDead: false });
        try {
          await sweepTimers(
            {
              ...ports,
              telemetry: silentTelemetry,
              wakeShards: 4,
              remainingMilliseconds: () => 60_000,
            },
            stack.clock.now,
          );
          return await advance();
        } catch (error) {
          if (attempt === 5) throw error;
        }
      }
    },
  };
}
