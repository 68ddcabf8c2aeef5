/** An undo of a merge gives back both profiles, and divides what came after it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeProfile } from '../../adapters/dynamodb/profile-item.ts';
import { decide } from '../../engine/decide/decide.ts';
import { separateProfiles } from '../../engine/decide/separate-profiles.ts';
import { mergeProfiles } from '../../engine/identity/merge-profiles.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { makeProgram, now, playOneByOne, touchpoint, touchpoints } from './decide-arbitraries.ts';
import { profileArbitrary } from './profile-arbitrary.ts';

const program = await makeProgram();
const later = now + 1_000;

function mark(ended: Profile, survivor: string): Profile {
  const { wakeAt } = ended;
  const note = wakeAt === undefined ? {} : { wakeAt };
  return { ...ended, outbox: [], version: ended.version + 1, mergedInto: [survivor, now, note], wakeAt: now };
}

/** 16 hex digits. */
function makeHash(side: string, index: number): string {
  return side + String(index).padStart(16 - side.length, '0');
}

/** Ids of messages and of instances are of one profile only. */
function nameApart(profile: Profile, side: string): Profile {
  return {
    ...profile,
    journeys: profile.journeys.map((position, index) => ({ ...position, instanceId: makeHash(side, index) })),
    held: profile.held.map((held, index) => ({ ...held, id: `${side}${index}` })),
    recentExits: profile.recentExits.map(([, at], index) => [makeHash(`${side}f`, index), at]),
  };
}

/** Without what an undo changes on purpose: the number of writes, and the mark that keeps the two apart. */
function serialize({ version: _version, apart: _apart, ...state }: Profile): string {
  return JSON.stringify(encodeProfile({ ...state, version: 1, outbox: [] }, 'W#00'));
}

function play(list: readonly Touchpoint[], id: string): Profile {
  const { wakeAt, ...state } = { ...playOneByOne(program, list), id };
  // A timer that is due changes the profile by itself.
  return wakeAt === undefined || wakeAt <= later ? state : { ...state, wakeAt };
}

function toEntry(one: Touchpoint): TimelineEntry {
  const { id: touchpointId, name, source, occurredAt, receivedAt } = one;
  return { profileId: 'a', touchpointId, name, source, occurredAt, receivedAt, traces: [], touchpoint: one };
}

describe('an undo of a merge', () => {
  it('gives back both profiles to the byte, whatever they contain', () => {
    fc.assert(
      fc.property(profileArbitrary, profileArbitrary, (left, right) => {
        const [one, other] = [nameApart(left, 'a'), nameApart(right, 'b')];
        const state = { program: program.version, outbox: [] };
        const {
          mergedInto: _a,
          absorbed: _b,
          apart: _c,
          wakeAt: _d,
          ...before
        } = { ...one, ...state, id: 'A' };
        const {
          mergedInto: _e,
          absorbed: _f,
          apart: _g,
          wakeAt: _h,
          ...ended
        } = { ...other, ...state, id: 'B' };
        const marked = mark(ended, 'A');
        const current = mergeProfiles(before, marked, program, now);
        const undone = separateProfiles(
          { current, before, ended: marked },
          { kept: [], moved: [], others: [] },
          program,
          later,
        );
        expect(serialize(undone.survivor)).toBe(serialize(before));
        expect(serialize(undone.ended)).toBe(serialize(ended));
      }),
      { numRuns: 100 },
    );
  });

  it('gives back both profiles after the decision of the merge', () => {
    fc.assert(
      fc.property(touchpoints, touchpoints, (left, right) => {
        fc.pre(left.length > 0 && right.length > 0);
        const [before, ended] = [play(left, 'a'), play(right, 'b')];
        const marked = mark(ended, 'a');
        const merged = mergeProfiles(before, marked, program, now);
        const input = { kind: 'merge', absorbed: 'b', at: now } as const;
        const current = { ...decide(merged, [input], program, now).profile, outbox: [] };
        const undone = separateProfiles(
          { current, before, ended: marked },
          { kept: [], moved: [], others: [] },
          program,
          later,
        );
        expect(serialize(undone.survivor)).toBe(serialize(before));
        expect(serialize(undone.ended)).toBe(serialize(ended));
        expect(undone.survivor.apart).toEqual([['b', later]]);
        expect(undone.ended.apart).toEqual([['a', later]]);
      }),
      { numRuns: 100 },
    );
  });

  it('gives each profile the facts of its own touchpoints, as if they had never been one', () => {
    const split = fc.uniqueArray(fc.tuple(touchpoint, fc.boolean()), {
      selector: ([{ id }]) => id,
      maxLength: 20,
    });
    fc.assert(
      fc.property(touchpoints, touchpoints, split, (left, right, since) => {
        const known = new Set([...left, ...right].map(({ id }) => id));
        const fresh = since.filter(([{ id }]) => !known.has(id));
        const [before, ended] = [play(left, 'a'), play(right, 'b')];
        const marked = mark(ended, 'a');
        const merged = mergeProfiles(before, marked, program, now);
        const inputs = fresh.map(([one]) => ({ kind: 'touchpoint', touchpoint: one }) as const);
        const current = decide(
          merged,
          [{ kind: 'merge', absorbed: 'b', at: now }, ...inputs],
          program,
          now,
        ).profile;
        const sides = [false, true].map((side) =>
          fresh.filter(([, isMoved]) => isMoved === side).map(([one]) => one),
        );
        const [kept = [], moved = []] = sides;
        const entries = { kept: kept.map(toEntry), moved: moved.map(toEntry), others: [] };
        const undone = separateProfiles({ current, before, ended: marked }, entries, program, later);
        const facts = ({ traits, computed, lastSeenAt, processedEvents, consents, segments }: Profile) => ({
          ...{ traits, lastSeenAt, consents, segments: Object.keys(segments).sort() },
          computed: Object.entries(computed).sort(([one], [other]) => (one < other ? -1 : 1)),
          processedEvents: processedEvents.map(([hash]) => hash).sort(),
        });
        const alone = (state: Profile, list: readonly Touchpoint[]) =>
          facts(
            decide(
              state,
              [...list.map((one) => ({ kind: 'touchpoint', touchpoint: one }) as const), { kind: 'wake' }],
              program,
              later,
            ).profile,
          );
        expect(facts(undone.survivor)).toEqual(alone(before, kept));
        expect(facts(undone.ended)).toEqual(alone(ended, moved));
      }),
      { numRuns: 100 },
    );
  });
});
