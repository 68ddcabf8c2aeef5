/** People whose segments change by time alone, and what must become of them: worked out without the engine. */

import type { RuleDocument } from '../../engine/model/documents/rule-document.ts';
import type { SegmentDocument } from '../../engine/model/documents/segment-document.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { makeEventText } from '../harness/events.ts';

export const MINUTE = 60_000;
export const start = Date.parse('2026-06-01T12:00:00Z');
const status = 'live';

export interface Visit {
  readonly person: string;
  /** Epoch ms. */
  readonly at: number;
  /** Epoch ms, stated as a trait. */
  readonly trialEnds?: number;
}

export interface Change {
  readonly segment: string;
  readonly entered: boolean;
  /** Epoch ms. */
  readonly at: number;
}

const visited = (minutes: number, atLeast = 1) => ({
  did: { event: 'Visit', within: `PT${minutes}M`, atLeast },
});

const segments: readonly SegmentDocument[] = [
  { kind: 'segment', id: 'active', status, condition: visited(3) },
  { kind: 'segment', id: 'busy', status, condition: visited(5, 2) },
  {
    kind: 'segment',
    id: 'away',
    status,
    condition: { all: [{ did: { event: 'Visit' } }, { not: { segment: 'active' } }] },
  },
  {
    kind: 'segment',
    id: 'trial',
    status,
    condition: { profile: { traits: { trial_ends: [{ date: ['>', 'now'] }] } } },
  },
];

const steady: SegmentDocument = { kind: 'segment', id: 'steady', status, condition: visited(7) };

const rule: RuleDocument = {
  kind: 'rule',
  id: 'gone',
  status,
  trigger: { segment: 'active', on: 'left' },
  actions: [{ emit: 'Gone' }],
};

export function makeSnapshot(version: 1 | 2): ProgramSnapshot {
  return {
    schemaVersion: 1,
    version,
    hash: `timers-${version}`,
    publishedAt: 0,
    rules: [rule],
    // The second version has a segment that was never evaluated before.
    segments: version === 1 ? segments : [...segments, steady],
    traits: [],
    templates: [],
    journeys: [],
    campaigns: [],
    policy: { kind: 'policy', id: 'policy', status },
  };
}

export function makeVisitText({ person, at, trialEnds }: Visit, index: number): string {
  const traits = trialEnds === undefined ? {} : { trial_ends: new Date(trialEnds).toISOString() };
  return makeEventText({ id: `v${index}`, name: 'Visit', userId: person, at, detail: { traits } });
}

/** Every change of the four segments, in order, as long as every visit is taken at once and time is never late. */
export function expectChanges(visits: readonly Visit[]): readonly Change[] {
  const moments = new Set(visits.flatMap(listMoments));
  const members = new Set<string>();
  const changes: Change[] = [];
  for (const at of [...moments].sort((left, right) => left - right)) {
    // What time has made due comes first, then what happens at that moment.
    for (const known of [visits.filter((visit) => visit.at < at), visits.filter((visit) => visit.at <= at)]) {
      for (const [segment, belongs] of Object.entries(evaluateSegments(known, at))) {
        if (belongs === members.has(segment)) continue;
        if (belongs) members.add(segment);
        else members.delete(segment);
        changes.push({ segment, entered: belongs, at });
      }
    }
  }
  return changes;
}

function listMoments({ at, trialEnds }: Visit): readonly number[] {
  const moments = [at, at + 3 * MINUTE, at + 5 * MINUTE];
  return trialEnds === undefined ? moments : [...moments, trialEnds];
}

function evaluateSegments(known: readonly Visit[], at: number): Readonly<Record<string, boolean>> {
  const count = (minutes: number) => known.filter((visit) => visit.at > at - minutes * MINUTE).length;
  const stated = known.filter(({ trialEnds }) => trialEnds !== undefined).at(-1);
  return {
    active: count(3) > 0,
    busy: count(5) > 1,
    away: known.length > 0 && count(3) === 0,
    trial: (stated?.trialEnds ?? 0) > at,
  };
}
