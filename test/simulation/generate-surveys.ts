/** What some people state about the purpose with double opt-in: forms posted again, confirmations, refusals, any of them late. Some refuse every purpose. */
import type { Random } from './random.ts';
import { minute, type StoryEvent } from './story.ts';

/** Moments differ by half a minute, so that none depends on the seconds of a receipt. Further events with known ids. */
export function generateSurveys(random: Random, events: readonly StoryEvent[]): readonly StoryEvent[] {
  const people = [...new Set(events.map(({ person }) => person))];
  return people.flatMap((person) => {
    const ids = events.find((event) => event.person === person)?.ids;
    if (ids === undefined || random.chance(0.5)) return [];
    const stated: StoryEvent[] = [];
    const count = random.integer(1, 6);
    // The longest over hours, so that held confirmations are released in between.
    const pace = count > 4 ? 25 : 7;
    for (let index = 0; index < count; index++) {
      const at = (pace * index + random.integer(0, 6)) * minute;
      const late = random.chance(0.3) ? random.integer(0, 12) * minute + minute / 2 : minute / 2;
      const base = { id: `survey-${person}-${index}`, person, name: 'Consent Stated', at, ids } as const;
      const asked = stated.filter(({ survey }) => survey === 'asked');
      const isConfirmation = asked.length > 0 && random.chance(0.5);
      if (isConfirmation) {
        const { occurredAt: requestedAt } = random.pick(asked);
        stated.push({ ...base, survey: 'confirmed', occurredAt: at, requestedAt });
      } else if (random.chance(0.7)) stated.push({ ...base, survey: 'asked', occurredAt: at - late });
      else {
        const survey = at % (2 * minute) === 0 ? 'ended' : 'refused';
        stated.push({ ...base, survey, occurredAt: at });
      }
      if (random.chance(0.6)) {
        const later = at + random.integer(1, 5) * minute;
        const plan = `survey-plan-${person}-${index}`;
        const chosen = { name: 'Plan Chosen', at: later, occurredAt: later, plan } as const;
        stated.push({ ...base, ...chosen, id: `chosen-${person}-${index}` });
      }
    }
    return stated;
  });
}
