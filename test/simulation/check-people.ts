/** Each person against the model: one profile, every event counted once, every wanted message once. */
import type { Profile } from '../../engine/profile.ts';
import type { Facts } from './facts.ts';
import { type ExpectedPerson, expectPeople, isLive } from './model.ts';
import type { Violation } from './violation.ts';
import type { World } from './world.ts';

export function checkPeople({ story }: World, facts: Facts): readonly Violation[] {
  const people = expectPeople(story).filter(({ events }) => events.length > 0);
  const found = people.flatMap((expected) =>
    checkPerson(story.config.onboarding !== undefined, expected, facts),
  );
  const known = new Set(
    people.flatMap(({ events }) => events.flatMap(({ id }) => facts.owners.get(id) ?? [])),
  );
  const strangers = facts.profiles.filter(({ id }) => !known.has(id));
  return [
    ...found,
    ...strangers.map(({ id }) => ({
      rule: 'one person, one profile',
      profileId: id,
      text: 'the profile has no touchpoint of anybody',
    })),
  ];
}

function checkPerson(hasOnboarding: boolean, expected: ExpectedPerson, facts: Facts): Violation[] {
  const { events, person } = expected;
  const owners = new Set(events.flatMap(({ id }) => facts.owners.get(id) ?? []));
  const [profileId] = owners;
  const missing = events.filter(({ id }) => !facts.owners.has(id)).map(({ id }) => id);
  const found: Violation[] = [];
  const report = (rule: string, text: string) =>
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
  checkState(profile, expected, report);
  checkMessages(profile.id, expected, facts, report);
  if (hasOnboarding) checkOnboarding(profile.id, expected, facts, report);
  return found;
}

type Report = (rule: string, text: string) => void;

function checkState({ computed, traits }: Profile, expected: ExpectedPerson, report: Report): void {
  const { orders, revenue, lastSku, plan } = expected;
  const counted = computed['orders']?.count ?? 0;
  if (counted !== orders) report('counted once', `${orders} orders were sent, ${counted} are counted`);
  const sum = computed['revenue']?.sum ?? 0;
  if (sum !== revenue) report('counted once', `the revenue is ${revenue}, the sum ${sum}`);
  const last = computed['last_sku']?.value;
  if (last !== lastSku) report('latest wins', `the last order is ${lastSku}, the trait says ${String(last)}`);
  const stated = traits['plan']?.value;
  if (stated !== plan) report('latest wins', `the plan is ${plan}, the trait says ${String(stated)}`);
}

function checkMessages(profileId: string, expected: ExpectedPerson, facts: Facts, report: Report): void {
  const { receipts, signUps, orders } = expected;
  const sent = listDecided(profileId, facts);
  for (const id of receipts) {
    const times = sent.filter(
      ({ touchpointId, subject }) => touchpointId === id && subject === 'rule:receipt',
    );
    if (times.length !== 1) report('one receipt per order', `order ${id} has ${times.length} receipts`);
  }
  const welcomes = sent.filter(({ subject }) => subject === 'rule:welcome').length;
  if (welcomes > 1) report('a limit holds', `${welcomes} welcomes for one person`);
  const mustWelcome =
    signUps.length > 0 && signUps.every((event) => isLive(event) && event.ids.email !== undefined);
  if (mustWelcome && welcomes === 0) report('a rule acts', 'no welcome after a sign-up');
  const thanks = sent.filter(({ subject }) => subject === 'rule:third').length;
  if (thanks > (orders >= 3 ? 1 : 0))
    report('counted once', `${thanks} messages for the third of ${orders} orders`);
}

function checkOnboarding(profileId: string, { signUps }: ExpectedPerson, facts: Facts, report: Report): void {
  const traces = facts.entries
    .filter((entry) => entry.profileId === profileId)
    .flatMap(({ traces }) => traces)
    .filter(({ subject }) => subject === 'journey:onboarding');
  const entered = traces.filter(({ action, reason }) => action === 'enter' && reason === 'done').length;
  const left = traces.filter(({ action }) => action === 'leave').length;
  if (entered > 1) report('once in a lifetime', `entered onboarding ${entered} times`);
  if (left > entered) report('leaves once', `left onboarding ${left} times, entered ${entered} times`);
  if (signUps.length === 0 && entered > 0)
    report('enters by its trigger', 'entered onboarding without a sign-up');
}

export interface Decided {
  readonly subject: string;
  readonly touchpointId: string;
  readonly effectId: string | undefined;
}

export function listDecided(profileId: string, { entries }: Facts): readonly Decided[] {
  return entries
    .filter((entry) => entry.profileId === profileId)
    .flatMap(({ traces, touchpointId }) =>
      traces
        .filter(({ action, reason }) => action === 'send' && reason === 'sent_to_channel')
        .map(({ subject, effectId }) => ({ subject, touchpointId, effectId })),
    );
}
