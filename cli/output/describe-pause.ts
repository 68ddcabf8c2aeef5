/** Describes the pauses of operators. */
import type { OperatorPause } from '../../app/explain/explanation.ts';
import type { PauseRecord } from '../../app/ports/pause-store.ts';
import { breakerName } from '../../app/publish/change-pause.ts';
import { allSending, type Pause, type Pauses, readPausedDomain } from '../../engine/model/pauses.ts';
import { formatMoment } from './format-moment.ts';

/** The pauses of the published program. */
export function describePauses(pauses: Pauses | undefined): string[] {
  return Object.entries(pauses ?? {}).map(([label, pause]) => describePause({ label, ...pause }));
}

export function describePause({ label, at, by, reason }: OperatorPause): string {
  const who = by === breakerName ? 'the circuit breaker' : 'an operator';
  return `Paused by ${who}: ${nameLabel(label)}, since ${formatMoment(at)}, by ${by}: ${reason}.`;
}

/** Pauses and resumes that the program does not apply yet. */
export function describePending(records: readonly PauseRecord[], pauses: Pauses | undefined): string[] {
  return records
    .filter(({ label, isPaused }) => isPaused !== (pauses?.[label] !== undefined))
    .map(({ label, isPaused }) => `${nameLabel(label)} ${isPaused ? 'pauses' : 'resumes'} within a minute.`);
}

export function nameLabel(label: string): string {
  const domain = readPausedDomain(label);
  if (domain !== undefined) return `promotional email from ${domain}`;
  return label === allSending ? 'all sending' : label;
}

/** What a pause that was just recorded does. */
export function explainPause(label: string, { by }: Pause): string[] {
  return [
    `${nameLabel(label)} pauses within a minute, regardless of its document. Recorded for: ${by}.`,
    explainEffect(label),
    `\`percorso resume ${label} --reason TEXT\` ends the pause.`,
  ];
}

export function explainResume(label: string, { by }: Pause): string[] {
  return [
    label === allSending || readPausedDomain(label) !== undefined
      ? 'New messages are sent within a minute; messages that waited in their queues, within half an hour. During the recipient’s quiet hours promotional messages wait until these end.'
      : `${label} resumes within a minute, as defined in its document. Recorded for: ${by}.`,
  ];
}

function explainEffect(label: string): string {
  if (label === allSending)
    return 'Email, SMS and push messages stay in their queues, including transactional ones. After ten hours they move to the dead-letter queues. Webhooks are still called.';
  if (readPausedDomain(label) !== undefined)
    return 'Promotional email from this domain stays in its queue for as long as the pause lasts. Transactional email is sent.';
  if (label.startsWith('rule/')) return 'Events that arrive during the pause do not trigger it later.';
  if (label.startsWith('journey/')) return 'No person enters, and the people in it stay at their steps.';
  return 'Its run processes no more people. Messages already decided are still sent: `percorso pause sending` stops those.';
}
