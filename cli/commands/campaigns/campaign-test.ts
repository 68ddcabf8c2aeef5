/** `percorso campaign test`: sends the campaign to its seeds, in the same way as a run; no run counts it. */

import { findProfileId } from '../../../app/inspect/find-person.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import type { CampaignReach } from '../../../engine/model/decision.ts';
import type { RunStores } from '../../cloud/open-runs.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

type Stores = Pick<RunStores, 'programs' | 'identities' | 'profiles' | 'openQueues'>;

/** `people`: instead of the document's seeds: user ids, profile ids, or `email:...`. `now` in epoch ms. Throws UsageError. */
export async function testCampaign(
  id: string,
  people: readonly string[],
  stores: Stores,
  now: number,
): Promise<CommandResult> {
  const program = await loadPublished(stores.programs);
  const campaign = program?.campaigns.find((document) => document.id === id);
  if (campaign === undefined) {
    const known = program?.campaigns.map((document) => document.id) ?? [];
    const remedy = 'Publish it first: with a later schedule, or paused, it reaches no one else.';
    const names = known.length === 0 ? '' : ` In force: ${known.join(', ')}.`;
    throw new UsageError(`No campaign "${id}" is published.`, `${remedy}${names}`);
  }
  const seeds = people.length > 0 ? people : (campaign.seeds ?? []);
  if (seeds.length === 0) {
    throw new UsageError(
      `Campaign "${id}" has no seeds.`,
      'Add `seeds` to its document, or give people: --to <person>.',
    );
  }
  const found = await Promise.all(
    seeds.map(async (seed) => ({ seed, profileId: await findSeed(seed, stores) })),
  );
  const profileIds = [...new Set(found.flatMap(({ profileId }) => profileId ?? []))];
  const unknown = found.filter(({ profileId }) => profileId === undefined).map(({ seed }) => seed);
  const task: CampaignReach = { kind: 'campaign', campaign: id, run: now, isTest: true };
  const queues = profileIds.length === 0 ? undefined : await stores.openQueues();
  const left = (await queues?.send('profile', [{ kind: 'RunTaskBatch', profileIds, task }])) ?? [];
  const sent = left.length === 0 ? profileIds : [];
  const isGood = unknown.length === 0 && left.length === 0;
  return {
    exitCode: isGood ? 0 : 1,
    json: { campaign: id, sent, unknown },
    lines: [
      ...unknown.map((seed) => `No profile found for ${seed}.`),
      ...(left.length === 0 ? [] : ['The queue did not accept the message. Try again.']),
      ...sent.map(
        (profileId) =>
          `Queued for ${profileId}. To see the result: \`percorso why ${profileId} campaign:${id}\`.`,
      ),
    ],
  };
}

async function findSeed(seed: string, { identities, profiles }: Stores): Promise<string | undefined> {
  const profileId = await findProfileId(seed.includes(':') ? seed : `userId:${seed}`, identities);
  if (profileId !== undefined) return profileId;
  return (await profiles.load(seed, { consistent: false }))?.id;
}
