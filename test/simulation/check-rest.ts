/** Invariants of a world at rest that need no model: nothing is left over, nothing is there twice, all books agree. */
import { hasAbsorbed } from '../../engine/model/profile.ts';
import type { Facts } from './facts.ts';
import { minute } from './story.ts';
import type { Violation } from './violation.ts';
import type { World } from './world.ts';

export function checkRest(world: World, facts: Facts): readonly Violation[] {
  return [
    ...checkProfiles(world, facts),
    ...checkEnded(facts),
    ...checkTraces(world, facts),
    ...checkLedger(facts),
    ...checkProviderCalls(world),
    ...checkRejected(world),
  ];
}

/** A profile that ended has no timer and nothing to publish, and the other one knows it. */
function checkEnded({ profiles, ended, findPerson }: Facts): Violation[] {
  return ended.flatMap(({ id, outbox, wakeAt }) => {
    const survivor = profiles.find((profile) => profile.id === findPerson(id));
    if (outbox.length === 0 && wakeAt === undefined && survivor !== undefined && hasAbsorbed(survivor, id))
      return [];
    return [{ rule: 'a merge ends', profileId: id, text: 'the profile ended, and its merge did not' }];
  });
}

function checkProfiles({ scheduler }: World, { profiles }: Facts): Violation[] {
  return profiles.flatMap((profile) => {
    const { id, outbox, wakeAt, journeys, held } = profile;
    const found: Violation[] = [];
    const report = (rule: string, text: string) => found.push({ rule, profileId: id, text });
    if (outbox.length > 0) {
      report('outbox empty', `the outbox still holds ${outbox.map(({ kind }) => kind).join(', ')}`);
    }
    for (const { journey, step, until, isDueWhilePaused } of journeys) {
      const isPaused = isDueWhilePaused === true;
      if (until !== undefined && !isPaused && (wakeAt === undefined || wakeAt > until)) {
        report('timer kept', `is at ${journey}/${step} until ${until}, and wakeAt is ${wakeAt}`);
      }
    }
    for (const { origin, until } of held) {
      if (wakeAt === undefined || wakeAt > until) {
        report('timer kept', `holds a message of ${origin} until ${until}, and wakeAt is ${wakeAt}`);
      }
    }
    if (wakeAt !== undefined && wakeAt < scheduler.now - 5 * minute) {
      report('timer runs', `wakeAt ${wakeAt} is past`);
    }
    return found;
  });
}

/**
 * One decision, one trace: what was sent is on the timeline once, and what is on the timeline was sent. Where clocks
 * differ, a worker whose clock is behind may put a person back into a segment of time, who leaves it for a second time
 * at the same due moment: two turns, whose message is one. So does a merge, which evaluates all segments at the moment
 * at which its worker took the records.
 */
function checkTraces({ published, story }: World, { entries }: Facts): Violation[] {
  const found: Violation[] = [];
  const traced = new Map<string, Set<string>>();
  const isAtDueMoment =
    story.weather.skew > 0 || entries.some(({ touchpointId }) => /^merge:/.test(touchpointId));
  for (const { touchpointId, traces } of entries) {
    const turn = isAtDueMoment ? touchpointId.replace(/^(wake:\d+)@.*$/, '$1') : touchpointId;
    for (const { reason, effectId, action } of traces) {
      if (reason === 'sent_to_channel' && action === 'send' && effectId !== undefined) {
        traced.set(effectId, (traced.get(effectId) ?? new Set()).add(turn));
      }
    }
  }
  const messages = new Map(published.map((message) => [message.id, message]));
  for (const { id, profileId, template } of messages.values()) {
    const times = traced.get(id)?.size ?? 0;
    if (times !== 1) {
      const text = `message ${template} ${id} has ${times} traces on the timeline`;
      found.push({ rule: 'one decision, one trace', profileId, text });
    }
  }
  for (const { profileId, traces } of entries) {
    for (const { effectId, reason, action, origin } of traces) {
      if (reason !== 'sent_to_channel' || action !== 'send' || effectId === undefined) continue;
      if (!messages.has(effectId)) {
        const text = `${origin} decided message ${effectId}, which is on no queue`;
        found.push({ rule: 'decided means published', profileId, text });
      }
    }
  }
  return found;
}

function checkLedger({ messages }: Facts): Violation[] {
  return messages.flatMap(({ id, profileId, state, reason, template }) => {
    const name = `message ${template} ${id}`;
    if (state === 'claimed' || state === 'released') {
      return [{ rule: 'every message settled', profileId, text: `${name} is still ${state}` }];
    }
    if (state === 'sent' && reason !== undefined) {
      return [{ rule: 'sent has no reason', profileId, text: `${name} is sent with the reason ${reason}` }];
    }
    return [];
  });
}

/**
 * A call that the provider answered with "later" may be made again at once. Any other was taken, or may have been: a
 * promotional message is then not sent again, a transactional one only after feedback had time to arrive.
 */
function checkProviderCalls({ providerCalls, story }: World): Violation[] {
  const found: Violation[] = [];
  const doneAt = new Map<string, number>();
  const feedbackTime = 10 * minute - 2 * story.weather.skew - minute;
  for (const { message, at, isTaken, isUnanswered } of providerCalls) {
    const { id, profileId, template } = message;
    const earlier = doneAt.get(id);
    const isTooEarly = earlier !== undefined && at < earlier + feedbackTime;
    if (earlier !== undefined && (message.class === 'promotional' || isTooEarly)) {
      const text = `message ${template} ${id} went to the provider again`;
      found.push({ rule: 'one provider call', profileId, text });
    }
    if (isTaken || isUnanswered) doneAt.set(id, at);
  }
  return found;
}

function checkRejected({ rejected }: World): Violation[] {
  return rejected.map((body) => ({
    rule: 'nothing rejected',
    text: `a touchpoint was rejected: ${'code' in body ? String(body.code) : ''}`,
  }));
}
