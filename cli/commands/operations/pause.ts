/** `percorso pause` and `resume`: an operator's emergency stop, independent of the documents. */
import { type PauseStores, pauseLabel, resumeLabel } from '../../../app/publish/change-pause.ts';
import { allSending, type Pause, pausableKinds } from '../../../engine/model/pauses.ts';
import { explainPause, explainResume, nameLabel } from '../../output/describe-pause.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

/** `label`: `rule/welcome`, `journey/win-back`, `campaign/spring` or `sending`. Throws UsageError, RequestInvalidError, PauseConflictError. */
export async function pauseDocument(label: string, stores: PauseStores, step: Pause): Promise<CommandResult> {
  const result = await pauseLabel(label, stores, step);
  switch (result.outcome) {
    case 'paused':
      return { exitCode: 0, json: { paused: label, ...step }, lines: explainPause(label, step) };
    case 'paused_already': {
      const { by, reason } = result.pause;
      const problem = `${nameLabel(label)} is already paused by ${by}: ${reason}`;
      return { exitCode: 1, json: { error: { code: 'paused_already', problem } }, lines: [problem] };
    }
    case 'not_published':
      throw new UsageError(
        `${label} is not published.`,
        `Name a ${pausableKinds.join(', ')} as kind/id, or "${allSending}" for all messages. Published: ${result.known.join(', ') || 'nothing'}.`,
      );
  }
}

/** As pauseDocument. */
export async function resumeDocument(
  label: string,
  stores: Pick<PauseStores, 'pauses'>,
  step: Pause,
): Promise<CommandResult> {
  const result = await resumeLabel(label, stores, step);
  if (result.outcome === 'resumed')
    return { exitCode: 0, json: { resumed: label, ...step }, lines: explainResume(label, step) };
  throw new UsageError(
    `No operator has paused ${label}.`,
    result.paused.length === 0 ? 'Nothing is paused.' : `Paused: ${result.paused.join(', ')}.`,
  );
}
