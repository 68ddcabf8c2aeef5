/** Finds conditions that compile but can never hold: a type or a name that the field never has. */

import { isObject } from '../../base/json.ts';
import { isConsentKey } from '../../channels/consent-key.ts';
import { foldCondition } from '../../conditions/fold-condition.ts';
import { channelChoice } from '../../model/channels.ts';
import type { Condition } from '../../model/documents/condition.ts';
import { eventFields, type FieldForm, findForm, profileFields } from '../../model/readable-fields.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

type At = readonly PathSegment[];

/** Only for conditions that compile. */
export function findImpossible(condition: Condition, at: At): Finding[] {
  return foldCondition<Finding[]>(condition, at, (part, findings, place) => [
    ...findings.flat(),
    ...findInPart(part, place),
  ]);
}

function findInPart(part: Condition, at: At): Finding[] {
  if ('all' in part) return findContradiction(part.all, [...at, 'all']);
  if ('profile' in part) return findInProfile(part.profile, [...at, 'profile']);
  if ('event' in part) return findInEvent(part.event, [...at, 'event']);
  const where = 'did' in part ? part.did.where : undefined;
  return where === undefined ? [] : findInEvent(where, [...at, 'did', 'where']);
}

/** Of a pattern on a touchpoint. */
export function findInEvent(pattern: unknown, at: At): Finding[] {
  return findInFields(pattern, at, (field, leaf, place) =>
    findWrongForm(findForm(eventFields, field), leaf, place),
  );
}

function findInProfile(pattern: unknown, at: At): Finding[] {
  return findInFields(pattern, at, (field, leaf, place) => {
    if (field === 'consents') return findInFields(leaf, place, findInConsent);
    if (field === 'segments') return findInFields(leaf, place, findInSegment);
    return findWrongForm(findForm(profileFields, field), leaf, place);
  });
}

function findWrongForm(form: FieldForm | undefined, leaf: unknown, at: At): Finding[] {
  if (form === 'text') return findNonTexts(leaf, at);
  return form === 'moment' ? findNonMoments(leaf, at) : [];
}

/** Calls `find` for each field, also inside `$or`. */
function findInFields(
  pattern: unknown,
  at: At,
  find: (field: string, leaf: unknown, at: At) => Finding[],
): Finding[] {
  if (!isObject(pattern)) return [];
  return Object.entries(pattern).flatMap(([field, leaf]) => {
    const place = [...at, field];
    if (field !== '$or') return find(field, leaf, place);
    const choices = Array.isArray(leaf) ? leaf : [];
    return choices.flatMap((choice, index) => findInFields(choice, [...place, index], find));
  });
}

function findInConsent(name: string, leaf: unknown, at: At): Finding[] {
  if (!isConsentKey(name)) {
    const remedy = `Consent refers to a channel, or to a topic or purpose on a channel: write ${channelChoice}, or a topic such as "email/${name}".`;
    return [{ segments: at, received: name, remedy, code: 'invalid_condition' }];
  }
  const remedy =
    'A stored consent is the text granted or denied, or pending before a confirmation (true or false in touchpoints): write [granted].';
  const isState = (value: unknown) => value === 'granted' || value === 'denied' || value === 'pending';
  return findLiterals(leaf, at, isState, remedy);
}

function findInSegment(name: string, leaf: unknown, at: At): Finding[] {
  const remedy = `A segment that the person is in has the value true: write [true], or { not: { segment: ${name} } } for people outside it.`;
  return findLiterals(leaf, at, (value) => value === true, remedy);
}

function findNonTexts(leaf: unknown, at: At): Finding[] {
  const remedy = `"${String(at.at(-1))}" is text: write the value in quotes.`;
  return findLiterals(leaf, at, (value) => typeof value === 'string', remedy);
}

function findNonMoments(leaf: unknown, at: At): Finding[] {
  const remedy = `"${String(at.at(-1))}" is a moment in epoch milliseconds: compare it with { date: [">=", "now-P30D"] }.`;
  return findLiterals(leaf, at, (value) => typeof value === 'number', remedy);
}

/** Values that the field never has. Null counts as absent, and matchers are not checked. */
function findLiterals(
  leaf: unknown,
  at: At,
  isPossible: (value: unknown) => boolean,
  remedy: string,
): Finding[] {
  if (!Array.isArray(leaf)) return [];
  return leaf.flatMap((value: unknown, index): Finding[] => {
    if (value === null || typeof value === 'object' || isPossible(value)) return [];
    return [{ segments: [...at, index], received: value, remedy, code: 'invalid_condition' }];
  });
}

/** In a segment and not in it at once. */
function findContradiction(parts: readonly Condition[], at: At): Finding[] {
  const inside = new Set(parts.flatMap((part) => ('segment' in part ? [part.segment] : [])));
  return parts.flatMap((part, index): Finding[] => {
    if (!('not' in part) || !('segment' in part.not) || !inside.has(part.not.segment)) return [];
    const { segment } = part.not;
    const remedy = `No one is both inside and outside the segment "${segment}": remove one of the two conditions.`;
    return [{ segments: [...at, index], received: segment, remedy, code: 'invalid_condition' }];
  });
}
