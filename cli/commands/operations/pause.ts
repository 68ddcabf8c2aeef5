/** `percorso pause` and `resume`: an operator's emergency stop, independent of the documents. */
import type { PauseStep, PauseStore } from '../../../app/ports/pause-store.ts';
import { listMembers } from '../../../engine/config/snapshot/list-members.ts';
import { allSending, isPausable, pausableKinds } from '../../../engine/model/pauses.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { nameLabel } from '../../output/describe-pause.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface PauseWorld {
  readonly pauses: PauseStore;
  /** The program as published; undefined when nothing is published. */
  readonly program: ProgramSnapshot | undefined;
}

/** Pause and resume steps kept per document, the newest ones. */
const keptSteps = 50;
/** Characters: all steps must fit into one item, and into the program. */
const longestReason = 500;

/** `label`: `rule/welcome`, `journey/win-back`, `campaign/spring` or `sending`. Throws UsageError, PauseConflictError. */
export async function pauseDocument(
  label: string,
  { pauses, program }: PauseWorld,
  step: Omit<PauseStep, 'action'>,
): Promise<CommandResult> {
  requireReason(step.reason);
  requireKnown(label, program);
  const record = (await pauses.list()).find((found) => found.label === label);
  if (record?.isPaused === true) {
    const { by = 'unknown', reason = '' } = record.steps[0] ?? {};
    const problem = `${nameLabel(label)} is already paused by ${by}: ${reason}`;
    return { exitCode: 1, json: { error: { code: 'paused_already', problem } }, lines: [problem] };
  }
  const steps = [{ action: 'pause' as const, ...step }, ...(record?.steps ?? [])].slice(0, keptSteps);
  await pauses.put({ label, isPaused: true, steps, revision: record?.revision ?? 0 });
  return {
    exitCode: 0,
    json: { paused: label, ...step },
    lines: [
      `${nameLabel(label)} pauses within a minute, regardless of its document. Recorded for: ${step.by}.`,
      explainEffect(label),
      `\`percorso resume ${label} --reason TEXT\` ends the pause.`,
    ],
  };
}

/** Throws UsageError, PauseConflictError. */
export async function resumeDocument(
  label: string,
  { pauses }: Pick<PauseWorld, 'pauses'>,
  step: Omit<PauseStep, 'action'>,
): Promise<CommandResult> {
  requireReason(step.reason);
  const records = await pauses.list();
  const record = records.find((found) => found.label === label);
  if (record?.isPaused !== true) {
    const paused = records.flatMap((found) => (found.isPaused ? [found.label] : []));
    throw new UsageError(
      `No operator has paused ${label}.`,
      paused.length === 0 ? 'Nothing is paused.' : `Paused: ${paused.join(', ')}.`,
    );
  }
  const steps = [{ action: 'resume' as const, ...step }, ...record.steps].slice(0, keptSteps);
  await pauses.put({ label, isPaused: false, steps, revision: record.revision });
  return {
    exitCode: 0,
    json: { resumed: label, ...step },
    lines: [
      label === allSending
        ? 'New messages are sent within a minute; messages that waited in their queues, within half an hour. During the recipient’s quiet hours promotional messages wait until these end.'
        : `${label} resumes within a minute, as defined in its document. Recorded for: ${step.by}.`,
    ],
  };
}

function explainEffect(label: string): string {
  if (label === allSending)
    return 'Email, SMS and push messages stay in their queues, including transactional ones. After ten hours they move to the dead-letter queues. Webhooks are still called.';
  if (label.startsWith('rule/')) return 'Events that arrive during the pause do not trigger it later.';
  if (label.startsWith('journey/')) return 'No person enters, and the people in it stay at their steps.';
  return 'Its run processes no more people. Messages already decided are still sent: `percorso pause sending` stops those.';
}

/** Checked before anything is read from the stage. Throws UsageError. */
export function requireReason(reason: string): void {
  const isBlank = reason.trim() === '';
  if (!isBlank && reason.length <= longestReason) return;
  throw new UsageError(
    isBlank ? '--reason is blank.' : `--reason has ${reason.length} characters.`,
    `Give the reason in 1 to ${longestReason} characters; it is recorded with user and time.`,
  );
}

function requireKnown(label: string, program: ProgramSnapshot | undefined): void {
  if (label === allSending) return;
  const known = program === undefined ? [] : [...listMembers(program).keys()].filter(isPausable);
  if (known.includes(label)) return;
  const kinds = pausableKinds.join(', ');
  throw new UsageError(
    `${label} is not published.`,
    `Name a ${kinds} as kind/id, or "sending" for all messages. Published: ${known.join(', ') || 'nothing'}.`,
  );
}
