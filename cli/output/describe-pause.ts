/** Describes the pauses of operators. */
import type { OperatorPause } from '../../app/explain/explanation.ts';
import type { PauseRecord } from '../../app/ports/pause-store.ts';
import { allSending, type Pauses } from '../../engine/model/pauses.ts';
import { formatMoment } from './format-moment.ts';

/** The pauses of the published program. */
export function describePauses(pauses: Pauses | undefined): string[] {
  return Object.entries(pauses ?? {}).map(([label, pause]) => describePause({ label, ...pause }));
}

export function describePause({ label, at, by, reason }: OperatorPause): string {
  return `Paused by an operator: ${nameLabel(label)}, since ${formatMoment(at)}, by ${by}: ${reason}.`;
}

/** Pauses and resumes that the program does not apply yet. */
export function describePending(records: readonly PauseRecord[], pauses: Pauses | undefined): string[] {
  return records
    .filter(({ label, isPaused }) => isPaused !== (pauses?.[label] !== undefined))
    .map(({ label, isPaused }) => `${nameLabel(label)} ${isPaused ? 'pauses' : 'resumes'} within a minute.`);
}

export function nameLabel(label: string): string {
  return label === allSending ? 'all sending' : label;
}
