/** `percorso segment`: how many people are in it, some of them, all as a file, and why a person is in it or not. */

import { hideOfCondition } from '../../../app/inspect/hide-sensitive.ts';
import {
  countSegment,
  type ExplainedMembership,
  explainMembership,
} from '../../../app/inspect/inspect-segment.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { ConditionExplanation } from '../../../engine/compile/explain-condition.ts';
import type { PeopleStores } from '../../cloud/open-stores.ts';
import { nameParts, readHidden, type SensitiveOption } from '../../cloud/read-hidden.ts';
import type { SegmentExport } from '../../files/segment-export.ts';
import { describeUnknownDocument, describeUnknownPerson } from '../../output/describe-unknown.ts';
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

/** Reads every profile once; a person counts by the published definitions, as a campaign would count them. */
export async function showSegment(
  id: string,
  stores: Pick<PeopleStores, 'scanner' | 'programs'>,
  { target, ...options }: SegmentOptions,
): Promise<CommandResult> {
  const count = await countSegment(id, stores, { ...options, onMember: target?.add });
  if (count.outcome === 'unknown_segment') return describeUnknownDocument('segment', id, count.known);
  const { document, members, profilesRead, unreadable } = count;
  const sample = count.sample.map(({ profileId, since }) => ({
    profileId,
    since: since === undefined ? null : toMoment(since),
  }));
  return {
    exitCode: unreadable.length === 0 ? 0 : 1,
    shows: { count: target === undefined ? sample.length : members },
    json: { segment: document.id, status: document.status, members, profilesRead, sample, unreadable },
    lines: [
      `Segment ${document.id}${document.name === undefined ? '' : ` (${document.name})`}: ${formatPeople(members)} of ${profilesRead.toLocaleString('en-US')}.`,
      ...sample.map(({ profileId, since }) => `  ${profileId}${since === null ? '' : `  since ${since}`}`),
      ...(members > sample.length ? [`  ... and ${formatCount(members - sample.length, 'other')}`] : []),
      ...describeUnreadable(unreadable),
    ],
  };
}

/** Part by part: which part of the condition holds for the person, and what the person has there. */
export async function showMembership(
  id: string,
  person: string,
  stores: PeopleStores,
  { now, showSensitive }: { readonly now: number } & SensitiveOption,
): Promise<CommandResult> {
  const found = await explainMembership(id, person, stores, now);
  if (found.outcome === 'unknown_segment') return describeUnknownDocument('segment', id, found.known);
  if (found.outcome === 'unknown_person') return describeUnknownPerson(person);
  const hidden = await readHidden(stores.programs, showSensitive);
  const result = { ...found, explanation: hideOfCondition(found.explanation, hidden) };
  const { segment, profileId, membership, explanation } = result;
  return {
    exitCode: 0,
    shows: { people: [profileId], parts: nameParts(showSensitive) },
    json: {
      segment,
      profileId,
      isMember: membership !== undefined,
      ...omitAbsent({ since: membership === undefined ? undefined : toMoment(membership.since) }),
      holdsNow: explanation.holds,
      explanation,
    },
    lines: [describeMembership(result), ...formatExplanation(explanation)],
  };
}

function describeMembership(found: ExplainedMembership): string {
  const { segment, profileId, membership, explanation, evaluatedBy, version } = found;
  const before = membership?.isFromBefore === true ? ', from before its publication' : '';
  const stored =
    membership === undefined
      ? `Profile ${profileId} is not in segment ${segment}`
      : `Profile ${profileId} is in segment ${segment} since ${formatMoment(membership.since)}${before}`;
  const { holds } = explanation;
  if (holds === (membership !== undefined)) return `${stored}.`;
  const why =
    evaluatedBy === version
      ? 'its next timer or event brings the change'
      : `the profile was last evaluated by version ${evaluatedBy ?? 'none'} of the definitions, version ${version} is in force; its next event or a backfill brings the change`;
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
