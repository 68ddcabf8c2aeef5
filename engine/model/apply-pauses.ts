/** The published program with what operators have paused left out. */
import type { ProgramSnapshot } from './program-snapshot.ts';

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
