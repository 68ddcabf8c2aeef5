/** Everything that must hold when a world has come to rest. */
import { checkCampaign } from './check-campaign.ts';
import { checkConsents } from './check-consents.ts';
import { checkContacts } from './check-contacts.ts';
import { checkPeople } from './check-people.ts';
import { checkRest } from './check-rest.ts';
import { checkStatistics } from './check-statistics.ts';
import { readFacts } from './facts.ts';
import type { Played } from './run.ts';
import { minute } from './story.ts';
import type { Violation } from './violation.ts';

export async function checkWorld({ world, isAtRest }: Played): Promise<readonly Violation[]> {
  const facts = await readFacts(world);
  const unrest = isAtRest ? [] : [{ rule: 'comes to rest', text: describeUnrest(world) }];
  return [
    ...unrest,
    ...checkPeople(world, facts),
    ...checkRest(world, facts),
    // A sender takes over a batch five minutes after its claim: too early where clocks differ by more than a minute.
    ...(world.story.weather.skew <= minute ? checkStatistics(world, facts) : []),
    ...checkContacts(world, facts),
    ...(await checkConsents(world, facts)),
    ...(await checkCampaign(world, facts)),
  ];
}

function describeUnrest({ queues }: Played['world']): string {
  const left = Object.values(queues).flatMap((queue) =>
    queue.isEmpty && queue.deadLetters === 0
      ? []
      : [
          `${queue.name}: ${queue
            .listBodies()
            .map((body) => body.slice(0, 200))
            .join(' ')}`,
        ],
  );
  return `something never ends: ${left.join('; ')}`;
}
