/** Pauses and resumes documents and sending: an operator's emergency stop, independent of the documents. */
import { listMembers } from '../../engine/config/snapshot/list-members.ts';
import { allSending, isPausable, type Pause, readPausedDomain } from '../../engine/model/pauses.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { PauseStep, PauseStore } from '../ports/pause-store.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';

export interface PauseStores {
  readonly pauses: PauseStore;
  /** The program as published; undefined when nothing is published. */
  readonly program: ProgramSnapshot | undefined;
}

export type PauseOutcome =
  | { readonly outcome: 'paused' }
  | { readonly outcome: 'paused_already'; readonly pause: Pause }
  /** `known`: the published labels that can be paused. */
  | { readonly outcome: 'not_published'; readonly known: readonly string[] };

export type ResumeOutcome =
  | { readonly outcome: 'resumed' }
  /** `paused`: the labels that are paused. */
  | { readonly outcome: 'not_paused'; readonly paused: readonly string[] };

/** Pause and resume steps kept per document, the newest ones. */
const keptSteps = 50;
/** Characters: all steps must fit into one item, and into the program. */
const longestReason = 500;

/**
 * Takes effect with the next publication. `label`: `rule/welcome`, `journey/win-back`, `campaign/spring` or `sending`.
 * Throws RequestInvalidError for the reason, and PauseConflictError.
 */
export async function pauseLabel(
  label: string,
  { pauses, program }: PauseStores,
  step: Pause,
): Promise<PauseOutcome> {
  requireReason(step.reason);
  const known = program === undefined ? [] : [...listMembers(program).keys()].filter(isPausable);
  const isSending = label === allSending || readPausedDomain(label) !== undefined;
  if (!isSending && !known.includes(label)) return { outcome: 'not_published', known };
  const record = (await pauses.list()).find((found) => found.label === label);
  if (record?.isPaused === true) {
    const { at = 0, by = 'unknown', reason = '' } = record.steps[0] ?? {};
    return { outcome: 'paused_already', pause: { at, by, reason } };
  }
  const steps = addStep({ action: 'pause', ...step }, record?.steps);
  await pauses.put({ label, isPaused: true, steps, revision: record?.revision ?? 0 });
  return { outcome: 'paused' };
}

/** Who paused, for a pause by the circuit breaker. */
export const breakerName = 'breaker';

/** Whether it paused: false where it is paused already. Throws PauseConflictError. */
export async function pauseByBreaker(
  label: string,
  pauses: PauseStore,
  step: Omit<Pause, 'by'>,
): Promise<boolean> {
  const { outcome } = await pauseLabel(label, { pauses, program: undefined }, { ...step, by: breakerName });
  return outcome === 'paused';
}

/** As pauseLabel. */
export async function resumeLabel(
  label: string,
  { pauses }: Pick<PauseStores, 'pauses'>,
  step: Pause,
): Promise<ResumeOutcome> {
  requireReason(step.reason);
  const records = await pauses.list();
  const record = records.find((found) => found.label === label);
  if (record?.isPaused !== true) {
    const paused = records.flatMap((found) => (found.isPaused ? [found.label] : []));
    return { outcome: 'not_paused', paused };
  }
  const steps = addStep({ action: 'resume', ...step }, record.steps);
  await pauses.put({ label, isPaused: false, steps, revision: record.revision });
  return { outcome: 'resumed' };
}

/** `name`: what the caller calls the reason. Throws RequestInvalidError. */
export function requireReason(reason: string, name = 'The reason'): void {
  const isBlank = reason.trim() === '';
  if (!isBlank && reason.length <= longestReason) return;
  throw new RequestInvalidError(
    isBlank ? `${name} is blank.` : `${name} has ${reason.length} characters.`,
    `Give the reason in 1 to ${longestReason} characters; it is recorded with user and time.`,
  );
}

function addStep(step: PauseStep, earlier: readonly PauseStep[] = []): readonly PauseStep[] {
  return [step, ...earlier].slice(0, keptSteps);
}
