/** One event that is delivered twice, as two messages: one rejection, under one key. */
import { describe, expect, it } from 'vitest';
import { makeRejectedKey } from '../../../adapters/s3/rejected-key.ts';
import { readRecord } from '../../../app/advance/records/read-record.ts';

const time = '2026-11-24T10:00:03Z';
const sentAt = Date.parse(time) + 250;

function reject(body: string, messageId: string, at: number): readonly string[] {
  const attributes = { ApproximateReceiveCount: '1', SentTimestamp: String(at) };
  const messages = readRecord({ messageId, receiptHandle: messageId, body, attributes });
  return messages.map((message) => {
    if (message.kind !== 'rejected') throw new Error(`The message is a ${message.kind}.`);
    return makeRejectedKey(message.rejected);
  });
}

const event = (fields: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ id: 'e-1', source: 'shop', 'detail-type': 'Seen', time, detail: {}, ...fields });

describe('an event that is delivered twice', () => {
  it.each([
    ['with one touchpoint', event({})],
    ['with a member that names no one', event({ detail: { batch: [{ event: 'Seen' }, { event: 'Left' }] } })],
  ])('is one rejection: %s', (_what, body) => {
    const first = reject(body, 'm-1', sentAt);
    expect(reject(body, 'm-2', sentAt + 37)).toEqual(first);
    expect(new Set(first).size).toBe(first.length);
    expect(first[0]).toContain('/2026-11-24T10-00-03Z/no_identity/e-1');
  });

  it.each([
    ['without an id', event({ id: undefined })],
    ['with an id that is no text', event({ id: 7 })],
    ['that is no JSON', '{"id": "e-1"'],
  ])('is two rejections if nothing shows that it is one: %s', (_what, body) => {
    expect(reject(body, 'm-2', sentAt)).not.toEqual(reject(body, 'm-1', sentAt));
  });
});

it.each([
  ['2019-01-01T00:00:00Z', 'no_identity'],
  ['2031-01-01T00:00:00Z', 'timestamp_in_future'],
  ['yesterday', 'no_identity'],
])('files an event to which its source gave another time by the time of its message: %s', (early, code) => {
  expect(reject(event({ time: early }), 'm-1', sentAt)[0]).toContain(`/2026-11-24T10-00-03Z/${code}/e-1`);
});
