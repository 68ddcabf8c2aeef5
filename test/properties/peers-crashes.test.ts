/** People in journeys, whatever call breaks, and however: no one is lost, nothing is sent or published twice. */
import { beforeAll, describe, expect, it } from 'vitest';
import { crashBroken } from '../harness/broken-actors.ts';
import { findFlaw, runStory, type Story } from '../harness/crash-run.ts';
import { faultKinds } from '../harness/faults.ts';
import { makeJourneyStory } from '../harness/journey-story.ts';
import type { Observation } from '../harness/observe.ts';

let story: Story;
let clean: Observation;
let calls: readonly string[];

beforeAll(async () => {
  story = await makeJourneyStory();
  const run = await runStory([], { story });
  clean = run.observation;
  calls = run.injector.calls;
});

describe('the clean run through the journeys', () => {
  it('has every effect of a step, a held message sent and one dropped, exits and timeouts', () => {
    const messages = Object.values(clean.messages).map((body) => {
      const { kind, template, profileId, to } = body as Record<string, string | undefined>;
      return `${template ?? kind} ${to ?? clean.profiles[profileId ?? '']?.userId}`;
    });
    expect(messages.sort()).toEqual([
      'CallWebhook carla',
      'offer bruno@example.com',
      'reminder anna@example.com',
      'reminder carla@example.com',
      'welcome anna@example.com',
      'welcome bruno@example.com',
      'welcome carla@example.com',
      'welcome dario@example.com',
    ]);
    const events = Object.values(clean.events).map(({ name, properties }) =>
      [name, properties['journey'], properties['reason']].filter((part) => part !== undefined).join(' '),
    );
    expect(events.sort()).toEqual([
      'Became Buyer',
      'Cared For',
      'Journey Entered care',
      ...Array<string>(4).fill('Journey Entered cart'),
      ...Array<string>(4).fill('Journey Entered onboarding'),
      'Journey Left care completed',
      'Journey Left cart completed',
      'Journey Left cart completed',
      'Journey Left cart exited',
      'Journey Left cart exited',
      ...Array<string>(3).fill('Journey Left onboarding completed'),
      'Journey Left onboarding exited',
    ]);
    const states = Object.values(clean.profiles);
    expect(states.map(({ journeys, held, outbox }) => [journeys, held, outbox])).toEqual(
      states.map(() => [[], [], []]),
    );
    const reasons = JSON.stringify(clean.timeline);
    for (const reason of ['held_quiet_hours', 'left_journey', 'frequency_capped'])
      expect(reasons).toContain(`"reason":"${reason}"`);
  });
});

describe.each(faultKinds)('when a call %s', (kind) => {
  it('ends in the state of the clean run, for every call', async () => {
    expect(await findFlaw({ kinds: [kind], story })).toBeUndefined();
  });
});

describe('when the healing of a crash is disturbed as well', () => {
  it('ends in the state of the clean run, for any call that dies and any next one that fails', async () => {
    for (const [index, name] of calls.entries()) {
      for (const later of [1, 4]) {
        if (index + later >= calls.length) continue;
        const crash = { call: index + 1, kind: 'dies after' } as const;
        const run = await runStory([crash, { call: index + 1 + later, kind: 'dies after' }], { story });
        expect(run.observation, `call ${index + 1} (${name}), then ${later} later`).toEqual(clean);
      }
    }
  });
});

describe('a handler broken on purpose', () => {
  it.each(Object.entries(crashBroken))('is caught: %s', async (_flaw, broken) => {
    expect(await findFlaw({ ...broken, story })).toBeDefined();
  });
});
