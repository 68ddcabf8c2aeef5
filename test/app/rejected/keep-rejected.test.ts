import { describe, expect, it } from 'vitest';
import { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { createMemoryRejectedStore } from '../../../adapters/memory/rejected-store.ts';
import { encodeBody } from '../../../app/ports/queue-body.ts';
import type { RejectedTouchpoint } from '../../../app/ports/rejected-store.ts';
import { keepRejected } from '../../../app/rejected/keep-rejected.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';

const erasures = createMemoryErasureRegister();

function makeRejected(overrides: Partial<RejectedTouchpoint> = {}): RejectedTouchpoint {
  return {
    kind: 'RejectedTouchpoint',
    id: 'd1',
    code: 'no_identity',
    problem: 'No identity.',
    remedy: 'Send userId.',
    receivedAt: Date.UTC(2026, 10, 2, 23, 59),
    event: '{"detail":{}}',
    ...overrides,
  };
}

function makeRecord(body: string, messageId: string) {
  return {
    messageId,
    receiptHandle: messageId,
    body,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0' },
  };
}

describe('keep-rejected', () => {
  it('keeps each under its moment and code, the newest first, the same delivery once, and gives back exactly what came', async () => {
    const store = createMemoryRejectedStore();
    const large = makeRejected({ id: 'a/b #1', event: 'x'.repeat(900_000) });
    const bodies = [makeRejected(), makeRejected(), large].map(encodeBody);
    const records = bodies.map((body, index) => makeRecord(body, `m${index}`));
    expect(await keepRejected(records, store, erasures, silentTelemetry)).toEqual({ batchItemFailures: [] });
    const { keys } = await store.list(undefined);
    const folder = 'rejected/8206336059999/2026-11-02T23-59-00Z/no_identity';
    expect(keys).toEqual([`${folder}/a%2Fb%20%231.json`, `${folder}/d1.json`]);
    expect(await store.get(keys[0] ?? '')).toEqual(large);
    await store.remove(`${folder}/d1.json`);
    await expect(store.get('rejected/2026/11/02/d1.json')).rejects.toMatchObject({
      code: 'rejected_touchpoint_unreadable',
    });
  });

  it('counts the quarantined apart from the rejected, once stored, and nothing of their contents', async () => {
    const counted: string[] = [];
    const telemetry = { ...silentTelemetry, count: (...words: unknown[]) => counted.push(words.join(' ')) };
    const store = createMemoryRejectedStore();
    const quarantined = makeRejected({
      id: 'q1',
      code: 'contract_quarantined',
      eventName: 'Order of anna@example.com',
      contract: 'order',
    });
    await keepRejected([makeRecord(encodeBody(makeRejected()), 'm0')], store, erasures, telemetry);
    expect(counted).toEqual(['TouchpointsRejected']);
    await keepRejected([makeRecord(encodeBody(quarantined), 'm1')], store, erasures, telemetry);
    expect(counted).toEqual(['TouchpointsRejected', 'EventsQuarantined']);
    const failing = { put: () => Promise.reject(new Error('S3 is down')) };
    await keepRejected([makeRecord(encodeBody(quarantined), 'm2')], failing, erasures, telemetry);
    expect(counted).toHaveLength(2);
  });

  it('hands back only what could not be kept', async () => {
    const store = createMemoryRejectedStore();
    const failing = {
      put: (rejected: RejectedTouchpoint) =>
        rejected.id === 'bad' ? Promise.reject(new Error('S3 is down')) : store.put(rejected),
    };
    const records = [
      makeRecord(encodeBody(makeRejected({ id: 'bad' })), 'm0'),
      makeRecord(encodeBody(makeRejected({ id: 'good' })), 'm1'),
      makeRecord('{"kind":"Else"}', 'm2'),
    ];
    const { batchItemFailures } = await keepRejected(records, failing, erasures, silentTelemetry);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }]);
    expect((await store.list(undefined)).keys).toHaveLength(1);
  });
});
