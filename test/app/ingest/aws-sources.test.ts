/** Events of AWS services become touchpoints of their people; geofences are debounced. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryGeofencePassages } from '../../../adapters/memory/geofence-passages.ts';
import { admitPassage, debounceMs } from '../../../app/ingest/aws-sources/admit-passage.ts';
import { receiveSignUp } from '../../../app/ingest/aws-sources/receive-sign-up.ts';
import { bridgePartnerEvents } from '../../../app/ingest/bridge-partner-events.ts';
import { mapPartnerEvent, readPartnerEvent } from '../../../app/ingest/partners/map-partner-event.ts';
import type { SentTouchpoint } from '../../../app/ports/touchpoint-sender.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import * as samples from '../../harness/aws-source-samples.ts';

const settings = {
  geofenceIds: 'anonymousId',
  signUpIds: 'cognito',
  uploads: ['shop-receipts/receipts/{userId}/*', 'shop-scans/{crm}.pdf'],
};

function bridge(event: unknown) {
  const sent = mapPartnerEvent(readPartnerEvent(event), settings);
  if (sent === undefined) return undefined;
  const { source, name, detail, receivedAt = 0 } = sent;
  const arrived = {
    id: 'new',
    source,
    'detail-type': name,
    time: new Date(receivedAt).toISOString(),
    detail,
  };
  return parseTouchpoint(JSON.parse(JSON.stringify(arrived)), receivedAt + 1000);
}

const at = Date.parse('2026-11-22T10:00:00Z');

describe('a geofence of Amazon Location', () => {
  it('is a touchpoint of the device with the fence as its place, without the position', () => {
    const touchpoint = bridge(samples.geofenceEnter);
    expect(touchpoint).toMatchObject({
      ...{
        id: 'geofence:geo-1',
        source: 'amazon.location',
        name: 'Geofence Entered',
        anonymousId: 'phone-1',
      },
      ...{ occurredAt: at - 5000, properties: { place: 'shop-milan', city: 'Milan' } },
    });
    expect(JSON.stringify(touchpoint)).not.toMatch(/9\.18|45\.46/);
    const left = { ...samples.geofenceEnter, detail: { ...samples.geofenceEnter.detail, EventType: 'EXIT' } };
    expect(bridge(left)).toMatchObject({ name: 'Geofence Left' });
  });
});

describe('a contact of Amazon Connect', () => {
  it('is a touchpoint of the person in its tag, once per step, without the agent', () => {
    const touchpoint = bridge(samples.contactEnded);
    expect(touchpoint).toMatchObject({
      ...{ id: 'connect:c-1:DISCONNECTED', source: 'amazon.connect', name: 'Contact Ended', userId: 'anna' },
      occurredAt: at,
      properties: { contact_id: 'c-1', channel: 'voice', initiation_method: 'inbound', queue: 'q-1' },
    });
    expect(JSON.stringify(touchpoint)).not.toContain('agent');
    expect(bridge({ ...samples.contactEnded, id: 'again' })?.id).toBe('connect:c-1:DISCONNECTED');
  });
});

describe('an account of Amazon Cognito', () => {
  async function receive(event: object, now = at) {
    const bodies: string[] = [];
    const send = async (body: string) => void bodies.push(body);
    await receiveSignUp({ ...event }, { now, telemetry: silentTelemetry, send });
    return JSON.parse(bodies[0] ?? '');
  }

  it('signs up once, with its verified addresses', async () => {
    const touchpoint = bridge(await receive(samples.signUp));
    expect(touchpoint).toMatchObject({
      ...{ source: 'amazon.cognito', name: 'Signed Up', occurredAt: at },
      context: { externalIds: [{ type: 'cognito', id: 'sub-1' }] },
      traits: { email: 'bea@example.com', first_name: 'Bea' },
    });
    // The phone is not verified; metadata of the client may contain anything.
    expect(JSON.stringify(touchpoint)).not.toMatch(/\+39|secret/);
    const repeat = bridge(await receive(samples.signUp, at + 3000));
    expect(repeat?.id).toBe(touchpoint?.id);
  });

  it('counts a failure and never throws, because Cognito shows it to the person', async () => {
    const counts: string[] = [];
    const telemetry = { ...silentTelemetry, count: (metric: string) => void counts.push(metric) };
    const send = () => Promise.reject(new Error('down'));
    await receiveSignUp(samples.signUp, { now: at, telemetry, send });
    expect(counts).toEqual(['SignUpsLost']);
  });
});

describe('an object in S3', () => {
  it.each([
    ['shop-receipts', 'receipts/anna/2026/1.pdf', { userId: 'anna' }],
    ['shop-scans', '0042.pdf', { context: { externalIds: [{ type: 'crm', id: '0042' }] } }],
  ])('of %s with key %s names its person', (bucket, key, person) => {
    expect(bridge(samples.makeUpload(bucket, key))).toMatchObject({
      ...{ source: 'amazon.s3', name: 'File Uploaded', id: 's3:00A1', properties: { bucket, key, size: 10 } },
      ...person,
    });
  });

  it.each([
    ['shop-receipts', 'receipts/anna'],
    ['shop-receipts', 'receipts//1.pdf'],
    ['shop-receipts', 'other/anna/1.pdf'],
    ['shop-scansX', '0042.pdf'],
    ['shop-scans', '0042Xpdf'],
    ['shop-scans', 'a/0042.pdf'],
  ])('of %s with key %s is of no pattern and is ignored', (bucket, key) => {
    expect(bridge(samples.makeUpload(bucket, key))).toBeUndefined();
  });
});

describe('a message of AWS IoT', () => {
  it('is the touchpoint that the device states, with its topic, and without consents', () => {
    const touchpoint = bridge(samples.deviceMessage);
    expect(touchpoint).toMatchObject({
      ...{ id: 'iot:trace-1', source: 'amazon.iot', name: 'Coffee Brewed', userId: 'anna', occurredAt: at },
      ...{
        properties: { strength: 3 },
        context: { iot: { topic: 'shops/1/touchpoints', client: 'machine-7' } },
      },
    });
    expect(touchpoint?.context['consent']).toBeUndefined();
  });

  it('about no person is refused with no_identity, and kept whole', () => {
    const { userId: _none, ...rest } = samples.deviceMessage;
    expect(() => bridge(rest)).toThrow(/no_identity/);
    expect(mapPartnerEvent(readPartnerEvent(rest), settings)?.detail).toMatchObject({
      context: { partnerEvent: { message: { event: 'Coffee Brewed' } } },
    });
  });
});

describe('the debounce of geofences', () => {
  const passage = { device: 'phone-1', fence: 'shop', type: 'ENTER' };

  it('counts the first of many at the edge, and the next after ten quiet minutes', async () => {
    const store = createMemoryGeofencePassages();
    const minutes = [0, 1, 5, 14, 23, 33, 34];
    const counted: number[] = [];
    for (const minute of minutes)
      if (await admitPassage(store, { ...passage, at: at + minute * 60_000, id: `e${minute}` }))
        counted.push(minute);
    expect(counted).toEqual([0, 33]);
  });

  it('counts, in any order and with any repeats, at least one and none twice within a burst', async () => {
    const moments = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(moments, fc.array(fc.nat(), { maxLength: 4 }), async (minutes, repeats) => {
        const store = createMemoryGeofencePassages();
        const events = minutes.map((minute, index) => ({ ...passage, at: minute * 60_000, id: `e${index}` }));
        const counted = new Set<number>();
        const again = repeats.flatMap((index) => events[index % events.length] ?? []);
        for (const event of [...events, ...again])
          if (await admitPassage(store, event)) counted.add(event.at);
        const times = [...counted].sort((left, right) => left - right);
        expect(times.length).toBeGreaterThan(0);
        // Out of order, two bursts may each count; in order, counted passages are ten minutes apart.
        const isOrdered = minutes.every((minute, index) => minute >= (minutes[index - 1] ?? 0));
        if (isOrdered && repeats.length === 0)
          for (const [index, time] of times.entries())
            if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(debounceMs);
      }),
    );
  });

  it('counts an event again that a crash interrupted before the bus accepted it', async () => {
    const sent: SentTouchpoint[] = [];
    let isDown = true;
    const send = async (touchpoints: readonly SentTouchpoint[]) => {
      if (isDown) throw new TypeError('socket');
      sent.push(...touchpoints);
      return [];
    };
    const dependencies = {
      ...{ sender: { send }, passages: createMemoryGeofencePassages(), settings, telemetry: silentTelemetry },
    };
    const record = {
      ...{ messageId: 'm1', body: JSON.stringify(samples.geofenceEnter), receiptHandle: 'm1' },
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0' },
    };
    expect((await bridgePartnerEvents([record], dependencies)).batchItemFailures).toHaveLength(1);
    isDown = false;
    expect((await bridgePartnerEvents([record], dependencies)).batchItemFailures).toEqual([]);
    expect(sent.map(({ name }) => name)).toEqual(['Geofence Entered']);
  });
});
