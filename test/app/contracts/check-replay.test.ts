import { describe, expect, it } from 'vitest';
import { createReplayCheck } from '../../../app/contracts/check-replay.ts';
import type { EventDocument } from '../../../engine/model/documents/event-document.ts';

const contract: EventDocument = {
  kind: 'event',
  id: 'order',
  status: 'live',
  event: 'Order Completed',
  onBreach: 'quarantine',
  schema: { required: ['revenue'] },
};
const now = Date.parse('2026-11-20T10:00:00Z');
const check = (changes: Partial<EventDocument>, properties: object) =>
  createReplayCheck([{ ...contract, ...changes }])(
    { source: 'shop', name: 'Order Completed', detail: { userId: 'anna', properties: { ...properties } } },
    now,
  );

describe('the check of a replay', () => {
  it.each(['quarantine', 'reject'] as const)(
    'names the contract that would %s the event again',
    (onBreach) => {
      expect(check({ onBreach }, {})).toMatch(/^it breaks the contract event\/order: .*revenue/);
      expect(check({ onBreach }, { revenue: 1 })).toBeUndefined();
    },
  );

  it('accepts what a contract only warns of, and what no contract in force names', () => {
    expect(check({ onBreach: 'warn' }, {})).toBeUndefined();
    expect(check({ status: 'archived' }, {})).toBeUndefined();
    expect(check({ event: 'Order Shipped' }, {})).toBeUndefined();
  });
});
