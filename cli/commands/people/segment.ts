/** `percorso segment`: how many people are in it, some of them, all as a file, and why a person is in it or not. */

import { findProfileId } from '../../../app/inspect/find-person.ts';
import { scanProfiles } from '../../../app/inspect/scan-profiles.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { type ConditionExplanation, explainCondition } from '../../../engine/compile/explain-condition.ts';
import type { Program } from '../../../engine/compile/program.ts';
import { isMember } from '../../../engine/decide/is-member.ts';
import type { SegmentDocument } from '../../../engine/model/documents/segment-document.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import { readMembership } from '../../../engine/segments/membership.ts';
import type { PeopleStores } from '../../cloud/open-stores.ts';
import type { SegmentExport } from '../../files/segment-export.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import { describeUnreadable } from '../../output/describe-unreadable.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatCount, formatPeople } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

export interface SegmentOptions {
  /** Epoch ms. */
  readonly now: number;
  /** Members to show. */
  readonly sample: number;
  readonly target?: SegmentExport | undefined;
  readonly onProgress?: (read: number) => void;
}

/** Reads every profile once; a person counts by the definitions in force, as a campaign would count them. */
export async function showSegment(
  id: string,
  { scanner, programs }: Pick<PeopleStores, 'scanner' | 'programs'>,
  { now, sample, target, onProgress }: SegmentOptions,
): Promise<CommandResult> {
  const found = await findSegment(id, programs);
  if ('exitCode' in found) return found;
  const { document, program } = found;
  const shown: { readonly profileId: string; readonly since: string | null }[] = [];
  let members = 0;
  const scan = await scanProfiles(
    scanner,
    (profile) => {
      if (!isMember(profile, document.id, program, now)) return true;
      members += 1;
      const since = readMembership(profile, document.id)?.since;
      if (shown.length < sample)
        shown.push({ profileId: profile.id, since: since === undefined ? null : toMoment(since) });
      target?.add(profile, since);
      return true;
    },
    onProgress === undefined ? {} : { onProgress },
  );
  return {
    exitCode: scan.unreadable.length === 0 ? 0 : 1,
    json: {
      segment: document.id,
      status: document.status,
      members,
      profilesRead: scan.read,
      sample: shown,
      unreadable: scan.unreadable,
    },
    lines: [
      `Segment ${document.id}${document.name === undefined ? '' : ` (${document.name})`}: ${formatPeople(members)} of ${scan.read.toLocaleString('en-US')}.`,
      ...shown.map(({ profileId, since }) => `  ${profileId}${since === null ? '' : `  since ${since}`}`),
      ...(members > shown.length ? [`  ... and ${formatCount(members - shown.length, 'other')}`] : []),
      ...describeUnreadable(scan.unreadable),
    ],
  };
}

/** Part by part: which part of the condition holds for the person, and what the person has there. */
export async function explainMembership(
  id: string,
  person: string,
  stores: PeopleStores,
  { now }: { readonly now: number },
): Promise<CommandResult> {
  const found = await findSegment(id, stores.programs);
  if ('exitCode' in found) return found;
  const { document, program } = found;
  const profileId = await findProfileId(person, stores.identities);
  const profile =
    profileId === undefined ? undefined : await stores.profiles.load(profileId, { consistent: true });
  if (profile === undefined) return describeUnknownPerson(person);
  const explanation = explainCondition(document.condition, { profile, now }, program);
  const since = readMembership(profile, document.id)?.since;
  return {
    exitCode: 0,
    json: {
      segment: document.id,
      profileId: profile.id,
      isMember: since !== undefined,
      ...(since === undefined ? {} : { since: toMoment(since) }),
      holdsNow: explanation.holds,
      explanation,
    },
    lines: [describeMembership(profile, document, explanation, program), ...formatExplanation(explanation)],
  };
}

async function findSegment(
  id: string,
  programs: PeopleStores['programs'],
): Promise<{ readonly document: SegmentDocument; readonly program: Program } | CommandResult> {
  const snapshot = await loadPublished(programs);
  const document = snapshot?.segments.find((segment) => segment.id === id.replace(/^segment:/, ''));
  if (snapshot !== undefined && document !== undefined)
    return { document, program: compileProgram(snapshot) };
  const ids = snapshot?.segments.map((segment) => segment.id) ?? [];
  const problem = `No segment "${id}" is published.`;
  const remedy =
    ids.length === 0
      ? 'No segment is published: `percorso push FILES --publish`.'
      : `There are: ${ids.join(', ')}.`;
  return {
    exitCode: 1,
    json: { error: { code: 'unknown_segment', problem, remedy } },
    lines: [`${problem} ${remedy}`],
  };
}

function describeMembership(
  profile: Profile,
  { id }: SegmentDocument,
  { holds }: ConditionExplanation,
  program: Program,
): string {
  const membership = readMembership(profile, id);
  const before = membership?.isFromBefore === true ? ', from before its publication' : '';
  const stored =
    membership === undefined
      ? `Profile ${profile.id} is not in segment ${id}`
      : `Profile ${profile.id} is in segment ${id} since ${formatMoment(membership.since)}${before}`;
  if (holds === (membership !== undefined)) return `${stored}.`;
  const why =
    profile.program === program.version
      ? 'its next timer or event brings the change'
      : `the profile was last evaluated by version ${profile.program ?? 'none'} of the definitions, version ${program.version} is in force; its next event or a backfill brings the change`;
  return `${stored}, but the condition ${holds ? 'holds' : 'does not hold'} now: ${why}.`;
}

function formatExplanation(
  { condition, holds, actual, parts }: ConditionExplanation,
  indent = '  ',
): string[] {
  const answer = holds ? 'yes' : 'NO ';
  const [form = ''] = Object.keys(condition);
  if (parts.length > 0)
    return [
      `${indent}${answer} ${form}`,
      ...parts.flatMap((part) => formatExplanation(part, `${indent}    `)),
    ];
  const has = Object.entries(actual).map(([path, value]) => `${path} is ${JSON.stringify(value)}`);
  return [`${indent}${answer} ${JSON.stringify(condition)}${has.length === 0 ? '' : `: ${has.join(', ')}`}`];
}

function toMoment(at: number): string {
  return new Date(at).toISOString();
}
