/** Lists the parts of a profile that a condition reads: when one changes, the segment is evaluated again. */

import type { Json } from '../base/json.ts';
import { channelDefinitions } from '../channels/channel-definitions.ts';
import { listLeaves } from '../conditions/fold-condition.ts';
import type { Condition } from '../model/documents/condition.ts';
import type { Pattern } from '../model/documents/document-base.ts';
import { zoneSources } from '../policy/find-zone.ts';

export interface ConditionReads {
  /** `traits.country`, `computed.spent`, `consents`, `lastSeenAt`, `segments` ... */
  readonly fields: ReadonlySet<string>;
  /** It contains `date` or `within`: time alone can change it. */
  readonly mentionsTime: boolean;
}

const detailed = new Set(['traits', 'computed']);

export function listReads(condition: Condition): ConditionReads {
  const fields = new Set<string>();
  for (const { leaf } of listLeaves(condition)) {
    if ('profile' in leaf) collectPattern(leaf.profile, fields);
    if ('account' in leaf) fields.add('account');
  }
  if (mentionsRecipientZone(condition as unknown as Json))
    for (const name of zoneSources) fields.add(`traits.${name}`);
  // A confirmed consent counts only for the address that confirmed it.
  if (fields.has('consents'))
    for (const { addressTrait } of Object.values(channelDefinitions)) fields.add(`traits.${addressTrait}`);
  if (fields.has('devices')) fields.add(`traits.${channelDefinitions.push.addressTrait}`);
  return { fields, mentionsTime: mentionsTime(condition as unknown as Json) };
}

/** Every number in a condition: the values that a computed trait can be compared with. */
export function listNumbers(condition: Condition): readonly number[] {
  const numbers = new Set<number>();
  collectNumbers(condition as unknown as Json, numbers);
  return [...numbers];
}

function collectNumbers(value: Json, numbers: Set<number>): void {
  if (typeof value === 'number') numbers.add(value);
  else if (value !== null && typeof value === 'object') {
    for (const inner of Object.values(value)) collectNumbers(inner, numbers);
  }
}

function collectPattern(pattern: Pattern, fields: Set<string>): void {
  for (const [key, inner] of Object.entries(pattern)) {
    if (key === '$or' && Array.isArray(inner)) {
      for (const branch of inner) if (isPattern(branch)) collectPattern(branch, fields);
    } else if (detailed.has(key) && isPattern(inner)) {
      collectNames(key, inner, fields);
    } else {
      fields.add(key);
    }
  }
}

function collectNames(parent: string, pattern: Pattern, fields: Set<string>): void {
  for (const [key, inner] of Object.entries(pattern)) {
    if (key === '$or' && Array.isArray(inner)) {
      for (const branch of inner) if (isPattern(branch)) collectNames(parent, branch, fields);
    } else {
      fields.add(`${parent}.${key}`);
    }
  }
}

function mentionsTime(value: Json): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.some(mentionsTime);
  return Object.entries(value).some(
    ([key, inner]) => key === 'date' || key === 'within' || mentionsTime(inner),
  );
}

/** A `date` in the person's own zone; `month-day` always is. */
function mentionsRecipientZone(value: Json): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.some(mentionsRecipientZone);
  const isAnniversary = 'month-day' in value && value['zone'] === undefined;
  return isAnniversary || value['zone'] === 'recipient' || Object.values(value).some(mentionsRecipientZone);
}

function isPattern(value: Json | undefined): value is Pattern {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
