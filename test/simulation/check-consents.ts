/** Consent from outside: proof of every statement, one confirmation message an hour, and nothing sent against a no. */
import { listConsentKeys, makeConsentKey, makeEveryKey } from '../../engine/channels/consent-key.ts';
import { readPurpose } from '../../engine/channels/effective-consent.ts';
import type { Facts } from './facts.ts';
import { hour, minute, type Story, startOfWorld } from './story.ts';
import type { Violation } from './violation.ts';
import type { World } from './world.ts';

export async function checkConsents(world: World, facts: Facts): Promise<readonly Violation[]> {
  return [
    ...checkProof(world, facts),
    ...checkConfirmations(world, facts),
    ...checkSurveys(world, facts),
    ...(await checkRefusals(world)),
  ];
}

/** The ledger has each statement once, of the person whose timeline has it, and no other. */
function checkProof({ story, stores }: World, { owners, findPerson }: Facts): Violation[] {
  const stating = story.events.filter(({ consent, survey }) => consent !== undefined || survey !== undefined);
  const wanted = new Set(
    stating.flatMap(({ id }) => (owners.get(id) ?? []).map((owner) => JSON.stringify([owner, id]))),
  );
  const found = stores.consents
    .listAll()
    .map(({ profileId, touchpointId }) => JSON.stringify([findPerson(profileId), touchpointId]));
  const text = (problem: string, names: readonly string[]) =>
    names.map((name) => ({ rule: 'every consent has its proof', text: `${name} ${problem}` }));
  return [
    ...text(
      'is not in the ledger',
      [...wanted].filter((name) => !found.includes(name)),
    ),
    ...text(
      'is in the ledger and on no timeline',
      found.filter((name) => !wanted.has(name)),
    ),
  ];
}

/** One message to a mailbox in an hour, five of a person; and in the end one that asks for what is pending. */
function checkConfirmations(
  { published, providerCalls, story }: World,
  { profiles, entries }: Facts,
): Violation[] {
  const found: Violation[] = [];
  const asking = [...new Map(published.map((message) => [message.id, message])).values()]
    .filter(({ confirms }) => confirms !== undefined)
    .sort((left, right) => left.decidedAt - right.decidedAt);
  for (const [index, { profileId, to, decidedAt, id }] of asking.entries()) {
    const recent = asking
      .slice(0, index)
      .filter((other) => other.profileId === profileId && decidedAt - other.decidedAt < hour);
    if (recent.some((other) => other.to === to) || recent.length >= 5)
      found.push({ rule: 'one confirmation an hour', profileId, text: `message ${id} is one more` });
  }
  // A sender claims the address before the call, by its own clock.
  const least = hour - 2 * story.weather.skew - 2 * minute;
  const taken = providerCalls.filter(({ message, isTaken }) => isTaken && message.confirms !== undefined);
  for (const [index, { message, at }] of taken.entries()) {
    const isTooSoon = taken
      .slice(0, index)
      .some(
        (other) =>
          other.message.to === message.to && other.message.id !== message.id && at - other.at < least,
      );
    if (isTooSoon)
      found.push({ rule: 'one confirmation an hour', text: `${message.id} reached its mailbox too soon` });
  }
  for (const profile of profiles) {
    const to = profile.traits['email']?.value;
    const surveys = readPurpose(profile.consents, { channel: 'email', purpose: 'surveys' });
    const { state, deniedAt = 0 } = surveys ?? {};
    if (state !== 'pending' || to === undefined) continue;
    const isAsked = asking.some(
      ({ profileId, confirms }) => profileId === profile.id && (confirms?.requestedAt ?? 0) > deniedAt,
    );
    // An address that only a historical event states later is not asked.
    const hadNone = entries.some(
      ({ profileId, traces }) =>
        profileId === profile.id &&
        traces.some(({ note, reason }) => note === 'confirm' && reason === 'no_address'),
    );
    if (!isAsked && !hadNone)
      found.push({ rule: 'what is pending is asked', profileId: profile.id, text: 'no message asks' });
  }
  return found;
}

/** Decided only once a confirmation of the person had come, by every clock that a worker may have. */
function checkSurveys({ published, story }: World, { owners }: Facts): Violation[] {
  return published.flatMap(({ template, profileId, decidedAt, id }) => {
    if (template !== 'survey') return [];
    const isConfirmed = story.events.some(
      (event) =>
        event.survey === 'confirmed' &&
        owners.get(event.id)?.includes(profileId) === true &&
        startOfWorld + event.at <= decidedAt + 2 * story.weather.skew + minute,
    );
    if (isConfirmed) return [];
    return [{ rule: 'no message before the confirmation', profileId, text: `message ${id} was decided` }];
  });
}

/**
 * A no that was stored before the sender's invocation began, and that no replica could miss, is respected, from any of
 * the people who share the mailbox. A statement is stored with the mailbox before the person's profile has it, and a
 * process may crash in between: it counts from then on, a yes only if a person said it at that moment.
 */
async function checkRefusals({ providerCalls, stores, story }: World): Promise<Violation[]> {
  const found: Violation[] = [];
  const profileIds = stores.profiles.listIds();
  for (const { message, beganAt, at } of providerCalls) {
    if (message.class !== 'promotional' || message.channel !== 'email') continue;
    const [key = makeConsentKey(message)] = listConsentKeys(message);
    const keys = [key, makeEveryKey('email')];
    // A yes may have come while the invocation ran.
    const isDenied = async (moment: number) => {
      const past = stores.past.profiles(moment);
      const all = await Promise.all(profileIds.map((id) => past.load(id, { consistent: true })));
      const having = all.filter((profile) => profile?.traits['email']?.value === message.to);
      const kept = stores.past
        .statements(moment)
        .flatMap((statement) =>
          statement.kind === 'consent' && keys.includes(statement.key) && statement.address === message.to
            ? statement.consent
            : [],
        );
      const statements = [
        ...having.flatMap((profile) => keys.flatMap((one) => profile?.consents[one] ?? [])),
        ...kept.filter(({ at, state }) => state === 'denied' || isYesSaid(story, key, at)),
      ];
      const latest = Math.max(...statements.map((statement) => statement.at));
      return statements.some((statement) => statement.at === latest && statement.state === 'denied');
    };
    if (!(await isDenied(beganAt - story.weather.lag - 1)) || !(await isDenied(at))) continue;
    const text = `message ${message.template} ${message.id} was sent against a no`;
    found.push({ rule: 'a no is respected', profileId: message.profileId, text });
  }
  return found;
}

function isYesSaid({ events }: Story, key: string, at: number): boolean {
  return events.some(({ consent, survey, occurredAt, requestedAt }) =>
    key === 'email'
      ? consent === true && startOfWorld + occurredAt === at
      : survey === 'confirmed' && requestedAt !== undefined && startOfWorld + requestedAt === at,
  );
}
