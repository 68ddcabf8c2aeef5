/** The published program with what operators have paused left out. */
import { omitAbsent } from '../base/omit-absent.ts';
import type { DocumentByKind } from './documents/documents.ts';
import type { PausableKind, Pauses } from './pauses.ts';
import type { ProgramSnapshot } from './program-snapshot.ts';

/**
 * The program that takes effect: paused rules and queries are left out, paused journeys and campaigns have `paused`, as if their
 * documents said so. The stored program keeps the documents as they were published, so that resuming restores exactly
 * those.
 */
export function applyPauses(snapshot: ProgramSnapshot): ProgramSnapshot {
  const { pauses } = snapshot;
  if (pauses === undefined) return snapshot;
  const applied: Record<PausableKind, Partial<ProgramSnapshot>> = {
    rule: { rules: snapshot.rules.filter((rule) => !isPaused(pauses, rule)) },
    journey: {
      journeys: snapshot.journeys.map((journey) =>
        isPaused(pauses, journey.document)
          ? { ...journey, document: { ...journey.document, status: 'paused' } }
          : journey,
      ),
    },
    campaign: {
      campaigns: snapshot.campaigns.map((campaign) =>
        isPaused(pauses, campaign) ? { ...campaign, status: 'paused' } : campaign,
      ),
    },
    query: omitAbsent({ queries: snapshot.queries?.filter((query) => !isPaused(pauses, query)) }),
  };
  return Object.assign({}, snapshot, ...Object.values(applied));
}

function isPaused(pauses: Pauses, { kind, id, status }: DocumentByKind[PausableKind]): boolean {
  return status === 'live' && pauses[`${kind}/${id}`] !== undefined;
}
