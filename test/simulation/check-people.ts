/** Each person against the model: one profile, every event counted once, the state as the events say. */
import { readPurpose } from '../../engine/channels/effective-consent.ts';
import type { Profile } from '../../engine/model/profile.ts';
import { checkDecisions } from './check-decisions.ts';
import type { Facts } from './facts.ts';
import { findCountedAgain } from './find-counted-again.ts';
import { type ExpectedPerson, expectPeople } from './model.ts';
import type { Report, Violation } from './violation.ts';
import type { World } from './world.ts';

export function checkPeople(world: World, facts: Facts): readonly Violation[] {
  const people = expectPeople(world.story, findCountedAgain(world, facts)).filter(
    ({ events }) => events.length > 0,
  );
  const found = people.flatMap((expected) => checkPerson(world, expected, facts));
  const known = new Set(
    people.flatMap(({ events }) => events.flatMap(({ id }) => facts.owners.get(id) ?? [])),
  );
  const strangers = facts.profiles.filter(({ id }) => !known.has(id));
  return [
    ...found,
    ...strangers.map(({ id }) => ({
      rule: 'one person, one profile',
      profileId: id,
      text: 'the profile has no touchpoint of a person',
    })),
  ];
}

function checkPerson(world: World, expected: ExpectedPerson, facts: Facts): Violation[] {
  const { events, person } = expected;
  const owners = new Set(events.flatMap(({ id }) => facts.owners.get(id) ?? []));
  const [profileId] = owners;
  const missing = events.filter(({ id }) => !facts.owners.has(id)).map(({ id }) => id);
  const found: Violation[] = [];
  const report: Report = (rule, text) =>
    found.push({
      rule,
      ...(profileId === undefined ? {} : { profileId }),
      text: `person ${person}: ${text}`,
    });
  if (missing.length > 0) report('every touchpoint kept', `${missing.join(', ')} are on no timeline`);
  if (owners.size > 1) {
    report('one person, one profile', `has the profiles ${[...owners].join(', ')}`);
    return found;
  }
  const profile = facts.profiles.find(({ id }) => id === profileId);
  if (profile === undefined) return found;
  checkCounts(world, profile, expected, report);
  checkStatements(profile, expected, report);
  checkDecisions(world, profile, expected, facts, report);
  return found;
}

function checkCounts(
  { story }: World,
  { computed }: Profile,
  expected: ExpectedPerson,
  report: Report,
): void {
  const { orders, revenue, views } = expected;
  const counted = computed['orders']?.count ?? 0;
  if (counted !== orders) report('counted once', `${orders} orders were sent, ${counted} are counted`);
  const viewed = (computed['views']?.count ?? 0) - expected.imported;
  // An undo counts from the timeline, where no event is twice.
  const isRecounted = story.imported?.undoAt !== undefined && viewed === expected.viewed;
  if (viewed !== views && !isRecounted)
    report('counted once', `${views} pages were viewed, ${viewed} are counted`);
  const sum = computed['revenue']?.sum ?? 0;
  if (sum !== revenue) report('counted once', `the revenue is ${revenue}, the sum ${sum}`);
  // Added by an edit, they count what was before once a backfill has brought it.
  const isAdded = story.edits.some(({ config }) => config.hasPoints) && story.backfillAt !== undefined;
  const hasPoints = story.config.hasPoints || isAdded;
  const points = computed['points']?.sum ?? 0;
  if (hasPoints && points !== revenue)
    report('a backfill counts', `the points are ${points}, the revenue ${revenue}`);
}

function checkStatements(
  { computed, traits, consents }: Profile,
  expected: ExpectedPerson,
  report: Report,
): void {
  const { lastSku, plan, tier, paid, consent, surveys, isAskedAgain } = expected;
  const last = computed['last_sku']?.value;
  if (last !== lastSku) report('latest wins', `the last order is ${lastSku}, the trait says ${String(last)}`);
  const stated = traits['plan']?.value;
  if (stated !== plan) report('latest wins', `the plan is ${plan}, the trait says ${String(stated)}`);
  const imported = traits['tier']?.value;
  if (imported !== tier) report('an import', `the tier is ${tier}, the trait says ${String(imported)}`);
  const sum = computed['paid']?.sum ?? 0;
  if (sum !== paid) report('an import', `${paid} is in rows in force, the sum says ${sum}`);
  const read = (purpose: string) => readPurpose(consents, { channel: 'email', purpose })?.state;
  const state = read('marketing');
  const expectedState = consent === undefined ? undefined : consent ? 'granted' : 'denied';
  if (state !== expectedState)
    report('latest wins', `the consent is ${expectedState}, the profile says ${state}`);
  const asked = read('surveys');
  if (asked !== surveys && !(isAskedAgain && surveys === 'granted' && asked === 'pending'))
    report('double opt-in', `the consent is ${surveys}, the profile says ${asked}`);
}
