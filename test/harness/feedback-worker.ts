/** record-feedback over a memory stack, in a new process after each crash. */
import { createListenerCache } from '../../app/feedback/listener-cache.ts';
import { type FeedbackPorts, recordFeedback } from '../../app/feedback/record-feedback.ts';
import type { ProgramReader } from '../../app/ports/program-store.ts';
import { silentTelemetry, type Telemetry } from '../../app/runtime/telemetry.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { FaultInjector } from './faults.ts';
import type { BatchHandler, MemoryStack } from './memory-stack.ts';

export interface FeedbackStores extends FeedbackPorts {
  readonly programStore: Pick<ProgramReader, 'readCurrent'>;
}

export interface FeedbackOptions {
  readonly injector?: FaultInjector;
  /** Bends the ports below the faults: for handlers broken on purpose. */
  readonly bend?: (ports: FeedbackStores) => FeedbackStores;
  readonly telemetry?: Telemetry;
}

/** Time passes for it with every delivery that is not finished: an outcome that another invocation may count has to wait. */
export function createFeedbackWorker(
  stack: MemoryStack,
  { injector, bend = (ports) => ports, telemetry = silentTelemetry }: FeedbackOptions = {},
): BatchHandler {
  const { ledger, receipts, statistics, uses, queues, programStore } = stack.ports;
  const ports: FeedbackStores = {
    ...{ ledger, receipts, statistics, uses, queues, programStore },
    ...omitAbsent({ lake: stack.ports.lake }),
  };
  let invocations = 0;
  let passed = 0;
  let invocation = { isDead: false };
  let process = start();

  function start() {
    invocation = { isDead: false };
    const own = bend(injector?.wrap(ports, invocation) ?? ports);
    return { ...own, listeners: createListenerCache(own.programStore) };
  }

  return async (records) => {
    const now = stack.clock.now + passed;
    const requestId = `feedback-${String(++invocations).padStart(8, '0')}`;
    const dependencies = { ...process, requestId, random: () => 0.5, telemetry };
    const unfinished = await recordFeedback(dependencies, records, now).finally(() => {
      if (!invocation.isDead) return;
      passed += 60_000;
      // A dead invocation took its process along, caches and all.
      process = start();
      throw new Error('The invocation died: nothing is acknowledged');
    });
    if (unfinished.length > 0) passed += 60_000;
    return new Set(unfinished.map(({ record }) => record.messageId));
  };
}
