import { describe, expect, it } from 'vitest';
import { createMemoryRejectedStore } from '../../../adapters/memory/rejected-store.ts';
import { countWaiting } from '../../../app/contracts/count-waiting.ts';

const event = { kind: 'RejectedTouchpoint', problem: '', remedy: '', receivedAt: 1, event: '{}' } as const;
const changes = (...changed: string[]) => ({ added: [], changed, removed: [] });

describe('events that wait for a contract', () => {
  it('are counted by name, apart from what other causes rejected', async () => {
    const store = createMemoryRejectedStore();
    const quarantined = { ...event, code: 'contract_quarantined', eventName: 'constructor' } as const;
    await store.put({ ...quarantined, id: 'q1' });
    await store.put({ ...quarantined, id: 'q2' });
    await store.put({ ...event, id: 'r1', code: 'contract_rejected' });
    await store.put({ ...event, id: 'r2', code: 'no_identity' });
    const answer = await countWaiting(changes('event/order'), async () => store);
    expect(answer).toEqual({ quarantined: { constructor: 2 }, rejected: 1, isCut: false });
  });

  it('are not read when no contract changed', async () => {
    const open = () => Promise.reject(new Error('opened'));
    expect(await countWaiting(changes('rule/order'), open)).toBeUndefined();
  });

  it('are read for five pages at most, and a failure does not stop the publication', async () => {
    let pages = 0;
    const store = {
      ...createMemoryRejectedStore(),
      list: async () => ({ keys: [], cursor: String(++pages) }),
    };
    expect(await countWaiting(changes('event/order'), async () => store)).toMatchObject({ isCut: true });
    expect(pages).toBe(5);
    const failure = new Error('not allowed');
    expect(await countWaiting(changes('event/order'), () => Promise.reject(failure))).toEqual({ failure });
  });
});
