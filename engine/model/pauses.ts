/** What operators have paused: it stands beside the documents, and whatever those say, it is not acted on. */
import type { ProgramSnapshot } from '../compile/program.ts';

export interface Pause {
  /** Epoch ms. */
  readonly at: number;
  /** Who paused it, as AWS names the caller. */
  readonly by: string;
  readonly reason: string;
}

/** By label (`rule/welcome`, `journey/win-back`, `campaign/spring`); `sending` is every email, SMS and push message. */
export type Pauses = Readonly<Record<string, Pause>>;

export const pausableKinds = ['rule', 'journey', 'campaign'] as const;

/** Label of the pause of all messages. */
export const allSending = 'sending';

/**
 * The program as it acts: paused rules are left out, paused journeys and campaigns say `paused`, as if their documents
 * did. The documents as they were published stay in the stored program, so that resuming brings exactly them back.
 */
export function applyPauses(snapshot: ProgramSnapshot): ProgramSnapshot {
  const { pauses } = snapshot;
  if (pauses === undefined) return snapshot;
  const isPaused = (kind: string, id: string, status: string) =>
    status === 'live' && pauses[`${kind}/${id}`] !== undefined;
  return {
    ...snapshot,
    rules: snapshot.rules.filter(({ id, status }) => !isPaused('rule', id, status)),
    journeys: snapshot.journeys.map((journey) =>
      isPaused('journey', journey.document.id, journey.document.status)
        ? { ...journey, document: { ...journey.document, status: 'paused' } }
        : journey,
    ),
    campaigns: snapshot.campaigns.map((campaign) =>
      isPaused('campaign', campaign.id, campaign.status) ? { ...campaign, status: 'paused' } : campaign,
    ),
  };
}

/** A label that can be paused. */
export function isPausable(label: string): boolean {
  return label === allSending || pausableKinds.some((kind) => label.startsWith(`${kind}/`));
}
