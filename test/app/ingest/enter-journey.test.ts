/** Requests to enter a journey, and touchpoints put on the bus, answer with data. */
import { describe, expect, it } from 'vitest';
import { enterJourney } from '../../../app/ingest/enter-journey.ts';
import { putTouchpoints } from '../../../app/ingest/put-touchpoints.ts';
import type { RefusedTouchpoint, SentTouchpoint } from '../../../app/ports/touchpoint-sender.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { openStage } from '../../harness/recorded-life.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

/** A bus that does not accept events with the names in `refuses`. */
function openBus(refuses: readonly string[] = []) {
  const calls: SentTouchpoint[][] = [];
  const refuse = (touchpoint: SentTouchpoint): RefusedTouchpoint => ({
    touchpoint,
    code: 'MalformedDetail',
    message: 'no',
  });
  const sender = {
    send: async (touchpoints: readonly SentTouchpoint[]) => {
      calls.push([...touchpoints]);
      return touchpoints.filter(({ name }) => refuses.includes(name)).map(refuse);
    },
    close: () => undefined,
  };
  return { calls, sender };
}

const journey = (id: string, trigger: string, status = 'live') =>
  `kind: journey\nid: ${id}\nstatus: ${status}\ntrigger: ${trigger}\nstart: done\nsteps: { done: { type: end } }\n`;

async function enter(id: string, userId?: string) {
  const stage = await openStage();
  await stage.publish(
    [
      journey('onboarding', '{ api: true }'),
      journey('resting', '{ api: true }', 'paused'),
      journey('welcome', '{ event: Signed Up }'),
    ].join('---\n'),
  );
  const bus = openBus();
  const program = await loadPublished(stage.programs);
  const request = { properties: { plan: 'gold' }, ...(userId === undefined ? {} : { userId }) };
  const result = await enterJourney(id, request, { program, sender: bus.sender, source: 'crm', now });
  return { result, sent: bus.calls.flat() };
}

describe('a request to enter a journey', () => {
  it('puts the touchpoint on the bus that lets the person in', async () => {
    const { result, sent } = await enter('onboarding', '42');
    expect(result).toMatchObject({ outcome: 'put', refused: [] });
    expect(sent).toEqual([
      {
        source: 'crm',
        name: 'Enter Journey',
        detail: { userId: '42', properties: { plan: 'gold', journey: 'onboarding' } },
      },
    ]);
  });

  it.each([
    ['nowhere', '42', { outcome: 'unknown_journey', open: ['onboarding'] }],
    ['welcome', '42', { outcome: 'other_trigger', trigger: { event: 'Signed Up' }, open: ['onboarding'] }],
    ['resting', '42', { outcome: 'not_live', status: 'paused' }],
    ['onboarding', undefined, { outcome: 'no_person' }],
    ['onboarding', '', { outcome: 'unreadable', index: 0 }],
  ])('sends nothing for journey %s and user %s, and says why', async (id, userId, expected) => {
    const { result, sent } = await enter(id, userId);
    expect(result).toMatchObject(expected);
    expect(sent).toEqual([]);
  });

  it('finds no journey before anything is published', async () => {
    const { sender } = openBus();
    const request = { userId: '42', properties: {} };
    expect(await enterJourney('any', request, { program: undefined, sender, source: 'crm', now })).toEqual({
      outcome: 'unknown_journey',
      open: [],
    });
  });
});

describe('touchpoints', () => {
  const settings = { source: 'shop', isChecked: true, now };

  it('go to the bus ten at a time, and the answer lists those that it did not accept', async () => {
    const { calls, sender } = openBus(['Bad']);
    const values = Array.from({ length: 12 }, (_, index) => ({
      event: index === 11 ? 'Bad' : 'Seen',
      userId: `u${index}`,
    }));
    const result = await putTouchpoints(values, settings, sender);
    expect(calls.map(({ length }) => length)).toEqual([10, 2]);
    expect(result).toMatchObject({ outcome: 'put', refused: [{ code: 'MalformedDetail' }] });
    expect(result.outcome === 'put' && result.touchpoints.length).toBe(12);
  });

  it('are all held back when one cannot be read, which the answer names', async () => {
    const { calls, sender } = openBus();
    const good = { event: 'Seen', userId: 'u1' };
    expect(await putTouchpoints([good, { event: 'Seen' }], settings, sender)).toMatchObject({
      outcome: 'unreadable',
      index: 1,
      isSendable: true,
    });
    expect(await putTouchpoints([good, 7], settings, sender)).toMatchObject({ index: 1, isSendable: false });
    expect(calls).toEqual([]);
    expect(
      await putTouchpoints([{ event: 'Seen' }], { ...settings, isChecked: false }, sender),
    ).toMatchObject({
      outcome: 'put',
    });
  });
});
