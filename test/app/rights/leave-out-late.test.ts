/** An event that is rejected after an erasure: what is about the erased person is not stored. */
import { describe, expect, it } from 'vitest';
import { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { createMemoryRejectedStore } from '../../../adapters/memory/rejected-store.ts';
import { encodeBody } from '../../../app/ports/queue-body.ts';
import { keepRejected } from '../../../app/rejected/keep-rejected.ts';
import { leaveOutLate } from '../../../app/rights/leave-out-late.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { key } from './erased-stage.ts';

async function openRegister() {
  const register = createMemoryErasureRegister();
  await register.open(new Uint8Array(32));
  const ada = [
    ...[key('userId', 'ada'), key('userId', '4711'), key('anonymousId', 'browser')],
    ...[key('email', 'ada@example.com'), key('phone', '+41791987654'), key('externalId', 'loyalty:7')],
  ];
  for (const each of ada) await register.add(each, { at: 1_000, receipt: 'R1' });
  return register;
}

const write = (detail: object) => JSON.stringify({ id: 'e-1', 'detail-type': 'Ordered', detail });
const berta = { userId: 'berta', traits: { email: 'berta@example.com' } };

describe('an event that is rejected after the erasure', () => {
  it.each<[string, string]>([
    ['her user id', write({ userId: 'ada' })],
    ['her user id as a number', write({ userId: 4711 })],
    ['her browser, in the envelope of a batch', write({ call: { anonymousId: 'browser' } })],
    ['her id before a merge', write({ previousId: 'browser' })],
    ['her email in any spelling', write({ traits: { email: ' ADA@example.com' } })],
    ['her phone', write({ traits: { phone: '+41 79 198 76 54' } })],
    ['another id of hers', write({ context: { externalIds: [{ type: 'loyalty', id: '7' }] } })],
    ['her email at a place of no id, without another id', write({ properties: { to: 'ada@example.com' } })],
    ['her email in a text that is no JSON', '{"detail": {"traits": {"email": "ada@example.com"'],
  ])('is not kept with %s', async (_case, event) => {
    expect(await leaveOutLate(await openRegister(), event)).toBeUndefined();
  });

  it.each<[string, string]>([
    ['another person', write(berta)],
    ['empty texts and no id', write({ userId: '', properties: { note: '' } })],
    ['a text that is no JSON and names no one', '<html>ada</html>'],
  ])('is kept as it was received with %s', async (_case, event) => {
    expect(await leaveOutLate(await openRegister(), event)).toBe(event);
  });

  it('is kept without her address if it is about another person, and without her members', async () => {
    const event = write({
      batch: [{ ...berta, properties: { friend: 'ada@example.com' } }, { userId: 'ada' }],
    });
    const kept = await leaveOutLate(await openRegister(), event);
    const properties = { friend: '(erased)' };
    expect(JSON.parse(kept ?? '')).toMatchObject({ detail: { batch: [{ ...berta, properties }] } });
  });

  it('is kept without her addresses inside a longer text', async () => {
    const properties = { note: 'from ada@example.com, +41791987654', 'ada@example.com?': 1 };
    const kept = await leaveOutLate(await openRegister(), write({ ...berta, properties }));
    const left = { note: 'from (erased), (erased)', '(erased)?': 1 };
    expect(JSON.parse(kept ?? '').detail).toEqual({ ...berta, properties: left });
  });

  it('is kept with an id that a new consent has made an id again', async () => {
    const register = await openRegister();
    await register.lift(key('userId', 'ada'), 2_000, []);
    const event = write({ userId: 'ada' });
    expect(await leaveOutLate(register, event)).toBe(event);
  });

  it('looks for more ids than one call takes', async () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ userId: `u-${index}` }));
    const event = write({ batch: [...many, { userId: 'ada' }] });
    const kept = await leaveOutLate(await openRegister(), event);
    expect(JSON.parse(kept ?? '').detail.batch).toHaveLength(250);
  });
});

it('is counted, and nothing of it is stored or repeated', async () => {
  const counted: string[] = [];
  const telemetry = { ...silentTelemetry, count: (name: string) => void counted.push(name) };
  const store = createMemoryRejectedStore();
  const rejected = { kind: 'RejectedTouchpoint', id: 'e-1', code: 'no_name', problem: '', remedy: '' };
  const body = encodeBody({ ...rejected, receivedAt: 2_000, event: write({ userId: 'ada' }) } as never);
  const attributes = { ApproximateReceiveCount: '1', SentTimestamp: '0' };
  const record = { messageId: 'm', receiptHandle: 'm', body, attributes };
  const answer = await keepRejected([record], store, await openRegister(), telemetry);
  expect([answer, counted]).toEqual([{ batchItemFailures: [] }, ['ErasedTouchpointsDropped']]);
  expect((await store.list(undefined)).keys).toEqual([]);
});
