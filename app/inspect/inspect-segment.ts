/** How many people are in a segment, some of them, and why a person is in it or not. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { type ConditionExplanation, explainCondition } from '../../engine/compile/explain-condition.ts';
import type { Program } from '../../engine/compile/program.ts';
import { isMember } from '../../engine/decide/is-member.ts';
import type { SegmentDocument } from '../../engine/model/documents/segment-document.ts';
import type { Profile } from '../../engine/model/profile.ts';
import { type Membership, readMembership } from '../../engine/segments/membership.ts';
import { loadPublished } from '../publish/load-published.ts';
import { findProfileId } from './find-person.ts';
import { scanProfiles } from './scan-profiles.ts';
import type { StageStores } from './stage-stores.ts';

/** `known`: ids of the published segments. */
export interface UnknownSegment {
  readonly outcome: 'unknown_segment';
  readonly known: readonly string[];
}

export interface CountedSegment {
  readonly outcome: 'counted';
  readonly document: SegmentDocument;
  readonly members: number;
  /** `since` (epoch ms) is absent for members whose profile does not have the membership yet. */
  readonly sample: readonly { readonly profileId: string; readonly since?: number }[];
  readonly profilesRead: number;
  /** Ids of profiles that could not be read. */
  readonly unreadable: readonly string[];
}

export interface CountOptions {
  /** Epoch ms. */
  readonly now: number;
  /** Members to return. */
  readonly sample: number;
  /** Called for each member. */
  readonly onMember?: ((profile: Profile, since: number | undefined) => void) | undefined;
  readonly onProgress?: (read: number) => void;
}

/** Reads every profile once; a person counts by the published definitions, as a campaign would count them. */
export async function countSegment(
  id: string,
  { scanner, programs }: Pick<StageStores, 'scanner' | 'programs'>,
  { now, sample, onMember, onProgress }: CountOptions,
): Promise<UnknownSegment | CountedSegment> {
  const found = await findSegment(id, programs);
  if ('outcome' in found) return found;
  const { document, program } = found;
  const shown: CountedSegment['sample'][number][] = [];
  let members = 0;
  const scan = await scanProfiles(
    scanner,
    (profile) => {
      if (!isMember(profile, document.id, program, now)) return true;
      members += 1;
      const since = readMembership(profile, document.id)?.since;
      if (shown.length < sample) shown.push({ profileId: profile.id, ...omitAbsent({ since }) });
      onMember?.(profile, since);
      return true;
    },
    omitAbsent({ onProgress }),
  );
  return {
    outcome: 'counted',
    document,
    members,
    sample: shown,
    profilesRead: scan.read,
    unreadable: scan.unreadable,
  };
}

export interface ExplainedMembership {
  readonly outcome: 'explained';
  readonly segment: string;
  readonly profileId: string;
  /** Absent when the person is not in it. */
  readonly membership?: Membership;
  /** Part by part: which part of the condition holds now, and what the person has there. */
  readonly explanation: ConditionExplanation;
  /** Program version that last evaluated the profile. */
  readonly evaluatedBy?: number;
  /** Version of the published program. */
  readonly version: number;
}

/** `person`: as findProfileId. `now`: epoch ms. */
export async function explainMembership(
  id: string,
  person: string,
  stores: Pick<StageStores, 'identities' | 'profiles' | 'programs'>,
  now: number,
): Promise<UnknownSegment | { readonly outcome: 'unknown_person' } | ExplainedMembership> {
  const found = await findSegment(id, stores.programs);
  if ('outcome' in found) return found;
  const { document, program } = found;
  const profileId = await findProfileId(person, stores.identities, stores.programs);
  const profile =
    profileId === undefined ? undefined : await stores.profiles.load(profileId, { consistent: true });
  if (profile === undefined) return { outcome: 'unknown_person' };
  const membership = readMembership(profile, document.id);
  return {
    outcome: 'explained',
    segment: document.id,
    profileId: profile.id,
    ...omitAbsent({ membership }),
    explanation: explainCondition(document.condition, { profile, now }, program),
    ...omitAbsent({ evaluatedBy: profile.program }),
    version: program.version,
  };
}

async function findSegment(
  id: string,
  programs: StageStores['programs'],
): Promise<{ readonly document: SegmentDocument; readonly program: Program } | UnknownSegment> {
  const snapshot = await loadPublished(programs);
  const document = snapshot?.segments.find((segment) => segment.id === id.replace(/^segment:/, ''));
  return snapshot === undefined || document === undefined
    ? { outcome: 'unknown_segment', known: snapshot?.segments.map((segment) => segment.id) ?? [] }
    : { document, program: compileProgram(snapshot) };
}
