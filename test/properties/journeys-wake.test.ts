/** Whatever journeys, policies and edits: every wake has an effect, and no one waits without a wake. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { Input } from '../../engine/model/decision.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { publishDocuments } from '../scenarios/publish-documents.ts';
import { type Edit, HOUR, makeDocuments, type Story, start, stories } from './journeys-wake-story.ts';

describe('The wake-up of a person', () => {
  it('is the earliest moment that anything waits for, is always in the future, and every wake has an effect', async () => {
    await fc.assert(fc.asyncProperty(stories, play), { numRuns: 300 });
  });
});

async function play({ setup, happenings, lateness }: Story): Promise<void> {
  let snapshot: ProgramSnapshot = await publishDocuments(makeDocuments(setup), undefined, {
    acceptAll: true,
  });
  let program = compileProgram(snapshot);
  let profile: Profile = createProfile('person', start);
  let wakes = 0;
  const take = (inputs: readonly Input[], now: number) => {
    const before = profile;
    const decision = decide(profile, inputs, program, now);
    profile = { ...decision.profile, outbox: [] };
    checkPositions(profile, program, now);
    return { before, decision };
  };
  const sweepUntil = (end: number) => {
    while (profile.wakeAt !== undefined) {
      const now = Math.max(profile.wakeAt, start) + (lateness[wakes % lateness.length] ?? 0);
      if (now > end) return;
      expect(++wakes).toBeLessThan(1_200);
      expect(take([{ kind: 'wake' }], now).decision.changed).toBe(true);
    }
  };
  for (const { at, touchpoints, edit } of happenings) {
    sweepUntil(at);
    if (edit !== undefined) {
      snapshot = await publishDocuments(editDocuments(edit, snapshot), snapshot, { acceptAll: true });
      program = compileProgram(snapshot);
      take([{ kind: 'wake' }], at);
    }
    if (touchpoints.length === 0) continue;
    take(
      touchpoints.map((touchpoint) => ({ kind: 'touchpoint', touchpoint })),
      at,
    );
    // Looking again changes nothing: all that was due has been done.
    expect(decide(profile, [{ kind: 'wake' }], program, at).changed).toBe(false);
  }
  sweepUntil(start + 72 * HOUR);
}

function editDocuments({ journey, status, isMapped, hours }: Edit, { journeys }: ProgramSnapshot) {
  return journeys
    .filter(({ document }) => document.id === journey)
    .map(({ document: { stepMap: _, ...document } }) => {
      const wait = document.steps['wait'];
      const steps =
        hours === undefined || wait?.type !== 'wait'
          ? document.steps
          : { ...document.steps, wait: { type: 'wait', for: `PT${hours}H`, next: wait.next } as const };
      return { ...document, status, steps, ...(isMapped ? { stepMap: {} } : {}) };
    });
}

function checkPositions(profile: Profile, { journeys }: Program, now: number): void {
  const moments = profile.held.map(({ until }) => until);
  for (const position of profile.journeys) {
    const journey = journeys.get(position.journey);
    expect(position.isCatchingUp).toBeUndefined();
    expect(position.since).toBeLessThanOrEqual(now);
    const isWaiting = profile.held.some(({ instanceId }) => instanceId === position.instanceId);
    // A wait with an end, or a message that has one; never both, never neither.
    expect([position.until !== undefined, isWaiting]).toContain(true);
    expect([position.until !== undefined, isWaiting]).toContain(false);
    if (position.until !== undefined) moments.push(position.until);
    const { stopAt, whenStopped } = journey?.document ?? {};
    if (stopAt !== undefined && whenStopped === 'leave') moments.push(Date.parse(stopAt));
  }
  expect(profile.wakeAt).toBe(moments.length === 0 ? undefined : Math.min(...moments));
  if (profile.wakeAt !== undefined) expect(profile.wakeAt).toBeGreaterThan(now);
  const entries = new Set(profile.journeys.map(({ instanceId }) => instanceId));
  for (const { instanceId } of profile.held)
    if (instanceId !== undefined) expect(entries).toContain(instanceId);
  expect(profile.journeys.length).toBeLessThanOrEqual(24);
  expect(profile.held.length).toBeLessThanOrEqual(32);
}
