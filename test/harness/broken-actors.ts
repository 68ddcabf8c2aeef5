/** Handlers broken on purpose, each by one wrong step: the suites that pass the real one must refuse all of these. */

import { countTraces, type Publication } from '../../app/advance/publication/publication.ts';
import type { PublishResult } from '../../app/advance/publication/publish.ts';
import { type AdvanceSteps, advanceSteps } from '../../app/advance/steps.ts';
import type { ProfileStore } from '../../app/ports/profile-store.ts';
import type { ActorOptions } from './actor.ts';

type BrokenActor = Pick<ActorOptions, 'steps' | 'bend'>;

/** Found by crashing. */
export const crashBroken: Readonly<Record<string, BrokenActor>> = {
  'acknowledges although publishing failed': {
    steps: {
      ...advanceSteps,
      publish: async (...parameters) => {
        await advanceSteps.publish(...parameters);
        return { errors: new Map() };
      },
    },
  },
  'writes before the decision is finished': {
    // The inputs are counted, the effects are not in the outbox yet.
    steps: { ...advanceSteps, save: ({ profiles }, profile) => profiles.save({ ...profile, outbox: [] }) },
  },
  'drops the outbox instead of healing it': {
    steps: { ...advanceSteps, heal: async (_dependencies, profile) => ({ ...profile, outbox: [] }) },
  },
  'never confirms the outbox': {
    steps: { ...advanceSteps, confirm: async () => undefined },
  },
  'confirms the outbox before it is out': {
    steps: {
      ...advanceSteps,
      publish: async (dependencies, publications, now) => {
        for (const publication of publications) await advanceSteps.confirm(dependencies, publication);
        return advanceSteps.publish(dependencies, publications, now);
      },
    },
  },
  'forgets what it has seen': {
    steps: {
      ...advanceSteps,
      save: ({ profiles }, profile) => profiles.save({ ...profile, processedEvents: [] }),
    },
  },
  'does not restore the entries of repeated touchpoints': {
    steps: {
      ...advanceSteps,
      publish: (dependencies, publications, now) =>
        publishAs(dependencies, publications, now, (publication) => ({ ...publication, restored: [] })),
    },
  },
  'names its statistics after the try, not after the version': {
    steps: {
      ...advanceSteps,
      publish: (dependencies, publications, now) => {
        const name = () => `${now}${Math.random()}`;
        return publishAs(dependencies, publications, now, (publication) => ({
          ...publication,
          statistics: publication.statistics.map((batch) => ({ ...batch, batch: name() })),
        }));
      },
    },
  },
};

/** Found by two workers at once. */
export const raceBroken: Readonly<Record<string, BrokenActor>> = {
  'does not check the version': {
    bend: (ports) => ({ ...ports, profiles: saveWhateverIsStored(ports.profiles) }),
  },
  'publishes before it writes': {
    steps: {
      ...advanceSteps,
      save: async (dependencies, profile) => {
        const effects = profile.outbox.flatMap((item) => (item.kind === 'RecordEntry' ? [] : [item]));
        const entries = profile.outbox.flatMap((item) => (item.kind === 'RecordEntry' ? [item.entry] : []));
        const publication: Publication = {
          profileId: profile.id,
          version: profile.version,
          hasOutbox: false,
          entries: [],
          amended: entries,
          restored: [],
          effects,
          statistics: countTraces(profile.id, profile.version, entries),
          rejected: [],
          absorbed: [],
        };
        await advanceSteps.publish(dependencies, [publication], 0);
        await advanceSteps.save(dependencies, profile);
      },
    },
  },
  'forgets what it has seen': {
    steps: {
      ...advanceSteps,
      save: ({ profiles }, profile) => profiles.save({ ...profile, processedEvents: [] }),
    },
  },
};

/** Publishes the same once more or less: calls the real step with other publications, and answers for the given ones. */
async function publishAs(
  dependencies: Parameters<AdvanceSteps['publish']>[0],
  publications: readonly Publication[],
  now: number,
  change: (publication: Publication) => Publication,
): Promise<PublishResult> {
  const changed = publications.map(change);
  const result = await advanceSteps.publish(dependencies, changed, now);
  const errors = new Map<Publication, unknown>();
  for (const [index, publication] of publications.entries()) {
    const other = changed[index];
    if (other !== undefined && result.errors.has(other)) errors.set(publication, result.errors.get(other));
  }
  return { ...result, errors };
}

function saveWhateverIsStored(profiles: ProfileStore): ProfileStore {
  return {
    load: (profileId, options) => profiles.load(profileId, options),
    loadStored: (profileId) => profiles.loadStored(profileId),
    clearOutbox: (profileId, version) => profiles.clearOutbox(profileId, version),
    listDue: (shard, now, cursor) => profiles.listDue(shard, now, cursor),
    async save(profile) {
      const stored = await profiles.load(profile.id, { consistent: true });
      await profiles.save({ ...profile, version: (stored?.version ?? 0) + 1 });
    },
  };
}
