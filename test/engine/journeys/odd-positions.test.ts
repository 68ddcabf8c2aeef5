/** Positions in odd states: no one is lost, no one waits forever, and no wake is useless. */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import type { ConfigDocument } from '../../../engine/model/documents/documents.ts';
import type { JourneyDocument } from '../../../engine/model/documents/journey-document.ts';
import type { JourneyPosition } from '../../../engine/model/journey-position.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import { publishDocuments } from '../../scenarios/publish-documents.ts';

const now = Date.parse('2026-03-01T10:00:00Z');
const hour = 3_600_000;

const hello: ConfigDocument = {
  kind: 'template',
  id: 'hello',
  status: 'live',
  channel: 'email',
  class: 'transactional',
  content: { subject: 'Hello', html: '<p>Hello</p>' },
};
const care: JourneyDocument = {
  kind: 'journey',
  id: 'care',
  status: 'live',
  trigger: { event: 'Ordered' },
  start: 'mail',
  steps: {
    mail: { type: 'send', template: 'hello', next: 'wait' },
    wait: { type: 'wait', for: 'P1D', next: 'done' },
    done: { type: 'end' },
  },
};
const program = compileProgram(await publishDocuments([hello, care], undefined));
const empty = compileProgram(await publishDocuments([hello], undefined));

const position: JourneyPosition = {
  journey: 'care',
  version: 1,
  instanceId: '0123456789abcdef',
  enteredAt: now - hour,
  step: 'wait',
  since: now - hour,
  until: now - 1,
  stepCount: 2,
};

function waiting(more: Partial<JourneyPosition>): Profile {
  return { ...createProfile('person', now), version: 1, program: 1, journeys: [{ ...position, ...more }] };
}

describe('A person who waits', () => {
  it('continues at the next evaluation when the held message of a send is missing', () => {
    const { until: _, ...rest } = position;
    const given = { ...waiting({}), journeys: [{ ...rest, step: 'mail' }], wakeAt: now - 1 };
    const { profile, effects } = decide(given, [], program, now);
    expect(profile.journeys).toMatchObject([{ step: 'wait', since: now, until: now + 24 * hour }]);
    // What became of it is not known: it is not sent again.
    expect(effects).toEqual([]);
  });

  it.each([
    ['in a journey that the program does not know', {}, empty],
    ['on a version that is not known any more', { version: 7 }, program],
    ['on a step that is not there', { step: 'gone' }, program],
  ])('%s stays there, and is not woken for it', (_, more, inForce) => {
    const given = { ...waiting(more), wakeAt: now - 1 };
    const { profile, effects } = decide(given, [{ kind: 'wake' }], inForce, now);
    expect(profile.journeys).toEqual(given.journeys);
    expect(profile.wakeAt).toBeUndefined();
    expect(effects).toEqual([]);
  });

  it('continues when the journey is known again', async () => {
    const gone = decide({ ...waiting({}), wakeAt: now - 1 }, [], empty, now).profile;
    const back = compileProgram({ ...(await publishDocuments([hello, care], undefined)), version: 3 });
    const { profile } = decide(gone, [{ kind: 'wake' }], back, now);
    // 24 hours after the arrival: the wake-up alone ends no wait early.
    expect(profile.wakeAt).toBe(now - hour + 24 * hour);
  });

  it('is evaluated in a pause after a quarter of an hour, then four times a day, and does not move', async () => {
    const paused = compileProgram(await publishDocuments([hello, { ...care, status: 'paused' }], undefined));
    let profile: Profile = { ...waiting({}), wakeAt: now - 1 };
    const looks = [now, now + hour / 4, now + 6.25 * hour, now + 12.25 * hour];
    for (const [index, look] of looks.entries()) {
      profile = decide(profile, [{ kind: 'wake' }], paused, look).profile;
      if (index + 1 < looks.length) expect(profile.wakeAt).toBe(looks[index + 1]);
    }
    expect(profile.journeys).toMatchObject([{ step: 'wait', isDueWhilePaused: true }]);
  });

  it('leaves when a step map removed the step ahead, and does not wait forever', async () => {
    const other: JourneyDocument = {
      ...care,
      start: 'wait',
      steps: { wait: { type: 'wait', for: 'P2D', next: 'done' }, done: { type: 'end' } },
      stepMap: {},
    };
    const before = await publishDocuments([hello, care], undefined);
    const moving = compileProgram(await publishDocuments([other], before, { acceptAll: true }));
    const given = { ...waiting({ step: 'mail', isNotStarted: true, until: now + hour }), wakeAt: now + hour };
    const { profile, entries } = decide(given, [{ kind: 'wake' }], moving, now);
    expect(profile.journeys).toEqual([]);
    expect(entries[0]?.traces).toMatchObject([
      { action: 'leave', reason: 'removed_by_step_map', step: 'mail' },
    ]);
  });

  it('is not written for a wake when the profile has no journeys', () => {
    const idle = { ...createProfile('person', now), version: 1, program: 1 };
    const decision = decide(idle, [{ kind: 'wake' }], program, now);
    expect(decision.changed).toBe(false);
    expect(decision.profile).toBe(idle);
  });
});
