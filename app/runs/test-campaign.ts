/** Sends a published campaign to its seeds, in the same way as a run; no run counts it. */
import type { CampaignReach } from '../../engine/model/decision.ts';
import { findPersonId } from '../inspect/find-person.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { Queues } from '../ports/queues.ts';
import { loadPublished } from '../publish/load-published.ts';

export interface CampaignTestPorts {
  readonly programs: ProgramStore;
  readonly identities: IdentityStore;
  readonly profiles: Pick<ProfileStore, 'load'>;
  /** Called only when there is a person to send to. */
  readonly openQueues: () => Promise<Pick<Queues, 'send'>>;
}

export type CampaignTestResult =
  /** `known`: ids of the published campaigns. */
  | { readonly outcome: 'unknown_campaign'; readonly known: readonly string[] }
  /** Neither the request nor the document names a person. */
  | { readonly outcome: 'no_seeds' }
  | {
      readonly outcome: 'tested';
      /** Profile ids whose test is queued. */
      readonly sent: readonly string[];
      /** Seeds that no profile was found for. */
      readonly unknown: readonly string[];
      /** False: the queue did not accept the message, and nothing is sent. */
      readonly isAccepted: boolean;
    };

/** `people`: instead of the document's seeds, as findPersonId reads them. `now`: epoch ms. */
export async function testCampaign(
  id: string,
  people: readonly string[],
  ports: CampaignTestPorts,
  now: number,
): Promise<CampaignTestResult> {
  const program = await loadPublished(ports.programs);
  const campaign = program?.campaigns.find((document) => document.id === id);
  if (campaign === undefined) {
    const known = program?.campaigns.map((document) => document.id) ?? [];
    return { outcome: 'unknown_campaign', known };
  }
  const seeds = people.length > 0 ? people : (campaign.seeds ?? []);
  if (seeds.length === 0) return { outcome: 'no_seeds' };
  const found = await Promise.all(
    seeds.map(async (seed) => ({ seed, profileId: await findSeed(seed, ports) })),
  );
  const profileIds = [...new Set(found.flatMap(({ profileId }) => profileId ?? []))];
  const isAccepted = profileIds.length === 0 || (await queueTest(id, profileIds, ports, now));
  return {
    outcome: 'tested',
    sent: isAccepted ? profileIds : [],
    unknown: found.filter(({ profileId }) => profileId === undefined).map(({ seed }) => seed),
    isAccepted,
  };
}

async function queueTest(
  campaign: string,
  profileIds: readonly string[],
  { openQueues }: CampaignTestPorts,
  now: number,
): Promise<boolean> {
  const task: CampaignReach = { kind: 'campaign', campaign, run: now, isTest: true };
  const queues = await openQueues();
  const refused = await queues.send('profile', [{ kind: 'RunTaskBatch', profileIds, task }]);
  return refused.length === 0;
}

async function findSeed(
  seed: string,
  { identities, profiles, programs }: CampaignTestPorts,
): Promise<string | undefined> {
  const profileId = await findPersonId(seed, identities, programs);
  if (profileId !== seed) return profileId;
  return (await profiles.load(seed, { consistent: false }))?.id;
}
