/** The campaign: its run reaches everyone who is known when it begins, and no person and no mailbox twice. */
import type { Profile } from '../../engine/model/profile.ts';
import { holds } from './check-decisions.ts';
import type { Facts } from './facts.ts';
import { minute, startOfWorld } from './story.ts';
import type { Violation } from './violation.ts';
import type { World } from './world.ts';

export async function checkCampaign(world: World, facts: Facts): Promise<readonly Violation[]> {
  const { campaignAt } = world.story.config;
  if (campaignAt === undefined) return [];
  const { skew, lag } = world.story.weather;
  const past = world.stores.past.profiles(startOfWorld + campaignAt - skew - lag - minute);
  const loaded = await Promise.all(facts.profiles.map(({ id }) => past.load(id, { consistent: true })));
  const known = loaded.filter((profile) => profile !== undefined);
  return [...checkReach(world, facts, known), ...checkMailboxes(world, known)];
}

/** A person who becomes known while the run is under way may be met or not. */
function checkReach({ story }: World, facts: Facts, known: readonly Profile[]): Violation[] {
  return facts.profiles.flatMap(({ id, absorbed = [] }) => {
    const settled = facts.entries
      .filter(({ profileId }) => profileId === id)
      .flatMap(({ traces }) => traces)
      .filter(
        ({ origin, action, reason }) =>
          origin === 'campaign:spring' && action === 'send' && !holds.includes(reason),
      ).length;
    if (settled > 1 + absorbed.length) {
      const text = `${settled} decisions on the message of the campaign`;
      return [{ rule: 'a run reaches once', profileId: id, text }];
    }
    const mustBeReached = story.edits.length === 0 && known.some((profile) => profile.id === id);
    if (settled > 0 || !mustBeReached) return [];
    return [{ rule: 'a run reaches everybody', profileId: id, text: 'was not reached by the run' }];
  });
}

/** Of a run, a mailbox that several people had stated when it began gets one message. */
function checkMailboxes({ providerCalls }: World, known: readonly Profile[]): Violation[] {
  const sent = new Map<string, string>();
  for (const { message, isTaken } of providerCalls) {
    const stated = known.find(({ id }) => id === message.profileId)?.traits['email']?.value;
    if (isTaken && message.template === 'news' && stated === message.to) sent.set(message.id, message.to);
  }
  const mailboxes = [...sent.values()];
  const repeated = mailboxes.filter((to, index) => mailboxes.indexOf(to) !== index);
  return repeated.map((to) => ({
    rule: 'one message per mailbox',
    text: `the run went to ${to} more than once`,
  }));
}
