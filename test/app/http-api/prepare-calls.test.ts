/** What the HTTP API changes of a call: its time, what a browser key may not state, and how calls are packed. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { openApi, startedAt, type TestApi } from '../../harness/http-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openApi();
});

const call = { type: 'track', event: 'Page Read', userId: '42', messageId: 'm-1' };
const format = (at: number): string => new Date(at).toISOString();

describe('the clock', () => {
  const send = async (sentAt: unknown, more: object): Promise<unknown> => {
    await api.post('/v1/batch', { batch: [{ ...call, ...more }], sentAt }, api.server);
    return api.listCalls().at(-1);
  };

  it.each([
    ['ahead', 3_600_000],
    ['behind', -86_400_000],
  ])('of a client that is %s is corrected, and the original kept', async (_where, error) => {
    const timestamp = format(startedAt + error - 30_000);
    expect(await send(format(startedAt + error), { timestamp })).toEqual({
      ...call,
      timestamp: format(startedAt - 30_000),
      originalTimestamp: timestamp,
    });
  });

  it('that is right changes nothing: a call that is sent again has the same moment', async () => {
    const timestamp = format(startedAt - 90_000);
    for (const travel of [0, 150, 9_999]) {
      expect(await send(format(startedAt - travel), { timestamp })).toEqual({ ...call, timestamp });
    }
    expect(await send(format(startedAt - 10_000), { timestamp })).toHaveProperty('originalTimestamp');
  });

  it('is corrected by the sentAt of the call before that of the batch, and originalTimestamp is a moment too', async () => {
    const sentAt = format(startedAt + 60_000);
    const originalTimestamp = format(startedAt + 59_000);
    expect(await send('yesterday', { sentAt, originalTimestamp })).toEqual({
      ...call,
      timestamp: format(startedAt - 1_000),
      originalTimestamp,
    });
  });

  it('of a call without a moment, or with one that cannot be read, changes nothing', async () => {
    const sentAt = format(startedAt + 60_000);
    expect(await send(sentAt, {})).toEqual(call);
    expect(await send(sentAt, { timestamp: 17 })).toEqual({ ...call, timestamp: 17 });
    const timestamp = '2026-11-28T12:00:00';
    expect(await send(sentAt, { timestamp })).toEqual({ ...call, timestamp });
  });
});

describe('a browser key', () => {
  const consentSource = { confirmed: true, recordedBy: 'crm', form: 'footer' };
  const batch = {
    batch: [
      {
        ...call,
        profileId: 'p1',
        context: { consent: { email: true }, consentSource, import: { id: 'i', line: 1 }, locale: 'it' },
      },
    ],
    context: { consentSource, import: { id: 'i', line: 1 }, ip: '192.0.2.1' },
  };

  it('states no profile id, no import and no evidence of a consent, in a call or for a whole batch', async () => {
    await api.post('/v1/b', { ...batch, writeKey: api.browser });
    expect(api.put[0]?.detail).toEqual({
      batch: [
        { ...call, context: { consent: { email: true }, consentSource: { form: 'footer' }, locale: 'it' } },
      ],
      context: { consentSource: { form: 'footer' }, ip: '192.0.2.1' },
    });
  });

  it('of a server states everything', async () => {
    await api.post('/v1/b', batch, api.server);
    expect(api.put[0]?.detail).toEqual(batch);
  });

  it.each([[{ context: 7 }], [{ context: { consentSource: 'x' } }], [{ context: null }]])(
    'forwards %j as it is: the pipeline rejects it',
    async (odd) => {
      await api.post('/v1/b', { batch: [{ ...call, ...odd }], writeKey: api.browser });
      expect(api.listCalls()).toEqual([{ ...call, ...odd }]);
    },
  );
});

describe('packing', () => {
  it('keeps every call and its order, within 100 calls and 64 KB of an event', async () => {
    const lengths = fc.oneof(
      fc.array(fc.integer({ min: 1, max: 1_500 }), { maxLength: 250 }),
      fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 24 }),
    );
    await fc.assert(
      fc.asyncProperty(lengths, async (notes) => {
        const batch = notes.map((length, index) => ({
          ...{ ...call, messageId: `m-${index}` },
          note: 'x'.repeat(length),
        }));
        const fresh = await openApi();
        expect((await fresh.post('/v1/batch', { batch }, fresh.server)).status).toBe(200);
        expect(fresh.listCalls()).toEqual(batch);
        for (const { detail } of fresh.put) {
          expect(JSON.stringify(detail).length).toBeLessThanOrEqual(65_000);
          expect((detail['batch'] as unknown[]).length).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('sends 20 calls of usual size as one event', async () => {
    const batch = Array.from({ length: 20 }, (_, index) => ({ ...call, messageId: `m-${index}` }));
    await api.post('/v1/batch', { batch }, api.server);
    expect(api.put).toHaveLength(1);
  });

  it('leaves a tap on a push by itself, under its name, where a rule of the bus finds it', async () => {
    const tap = { ...call, event: 'Push Notification Tapped', properties: { 'percorso-message': 'x' } };
    await api.post('/v1/b', { batch: [tap, call], context: { locale: 'it' }, writeKey: api.browser });
    expect(api.put).toEqual([
      { source: 'web', name: 'Batch', detail: { batch: [call], context: { locale: 'it' } } },
      { source: 'web', name: 'Push Notification Tapped', detail: { ...tap, context: { locale: 'it' } } },
    ]);
  });
});
