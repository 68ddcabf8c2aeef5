/** The simulation in virtual time: wakes at their own moments, the limit of decisions, and the comparison. */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import type { ConfigDocument } from '../../../engine/model/documents/documents.ts';
import type { JourneyDocument } from '../../../engine/model/documents/journey-document.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { compareMessages } from '../../../engine/simulate/compare-messages.ts';
import { simulatePerson } from '../../../engine/simulate/simulate-person.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { publishDocuments } from '../../scenarios/publish-documents.ts';

const minute = 60_000;
const start = Date.parse('2026-11-22T12:00:00Z');

const everyMinute: JourneyDocument = {
  kind: 'journey',
  id: 'round',
  status: 'live',
  trigger: { event: 'Signed Up' },
  start: 'pause',
  steps: {
    pause: { type: 'wait', for: 'PT1M', next: 'emit' },
    emit: { type: 'emit', event: 'Round', next: 'pause' },
  },
};

const play = async (documents: readonly ConfigDocument[], until: number) =>
  simulatePerson(
    compileProgram(await publishDocuments(documents, undefined)),
    createProfile('p', start),
    [
      {
        at: start,
        input: {
          kind: 'touchpoint',
          touchpoint: parseTouchpoint({
            id: 'e',
            source: 'shop',
            'detail-type': 'Signed Up',
            time: new Date(start).toISOString(),
            detail: { userId: 'u' },
          }),
        },
      },
    ],
    until,
  );

describe('simulating a person', () => {
  it('wakes the person at each due moment, including the last', async () => {
    const { steps, profile, brokenOffAt } = await play([everyMinute], start + 5 * minute);
    expect(steps.map(({ at }) => (at - start) / minute)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(profile.wakeAt).toBe(start + 6 * minute);
    expect(brokenOffAt).toBeUndefined();
  });

  it('stops an endless simulation, and reports where', async () => {
    const { steps, brokenOffAt = 0 } = await play([everyMinute], start + 10_000_000 * minute);
    expect(steps.length).toBeLessThan(30_000);
    expect(brokenOffAt).toBe(steps.at(-1)?.at);
  });
});

describe('comparing the messages of a person', () => {
  const send = (template: string, decidedAt: number, origin = 'rule:a') =>
    ({ kind: 'SendMessage', template, decidedAt, origin }) as SendMessage;

  it('treats the same message at the same moment as equal, with any origin', async () => {
    expect(compareMessages([send('a', 1, 'journey:b')], [send('a', 1)])).toEqual({
      same: 1,
      differences: [],
    });
  });

  it('pairs the other messages in the order of time; one without a partner is in one program only', async () => {
    const { same, differences } = compareMessages(
      [send('a', 1), send('a', 5), send('b', 2)],
      [send('a', 1), send('a', 7), send('a', 9)],
    );
    expect(same).toBe(1);
    expect(differences).toEqual([
      { kind: 'only_draft', template: 'b', origin: 'rule:a', draftAt: 2 },
      { kind: 'other_time', template: 'a', origin: 'rule:a', draftAt: 5, liveAt: 7 },
      { kind: 'only_live', template: 'a', origin: 'rule:a', liveAt: 9 },
    ]);
  });
});
