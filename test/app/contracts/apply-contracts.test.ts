/** Contracts in advance-profile: what a breach does, in packed events, and after a crash before the contract was published. */
import { describe, expect, it } from 'vitest';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import type { AdvanceDependencies } from '../../../app/advance/dependencies.ts';
import type { RejectedTouchpoint } from '../../../app/ports/rejected-store.ts';
import type { EventDocument } from '../../../engine/model/documents/event-document.ts';
import { createActor, createProcess } from '../../harness/actor.ts';
import { makePacked, makeSignUp } from '../../harness/events.ts';
import { createFaultInjector, type InvocationState } from '../../harness/faults.ts';
import {
  createMemoryStack,
  drain,
  type MemoryStack,
  peekMessages,
  publishSnapshot,
} from '../../harness/memory-stack.ts';
import { observe } from '../../harness/observe.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const now = Date.parse('2026-11-20T10:00:00Z');

const contract: EventDocument = {
  kind: 'event',
  id: 'sign-up',
  status: 'live',
  event: 'Signed Up',
  onBreach: 'quarantine',
  schema: { required: ['plan'] },
};
const strict = {
  ...sampleSnapshot,
  version: sampleSnapshot.version + 1,
  hash: 'strict',
  contracts: [contract],
};

const listRejected = (stack: MemoryStack) =>
  stack.queues.get('rejected').peek() as unknown as readonly RejectedTouchpoint[];

describe('a breach', () => {
  it('keeps one member of a packed event out, and the others count', async () => {
    const stack = createMemoryStack({ now });
    await publishSnapshot(stack.ports.programStore, strict);
    const call = (userId: string, properties: object) => ({
      ...{ type: 'track', event: 'Signed Up', messageId: userId, userId, properties },
      traits: { email: `${userId}@example.com` },
    });
    const members = [call('anna', { plan: 'free' }), call('bruno', {}), call('carla', { plan: 'free' })];
    stack.queues.get('profile').sendText(makePacked('p1', now, members));
    await createActor(stack).advance();
    const [rejected, ...others] = listRejected(stack);
    expect(others).toEqual([]);
    expect(rejected).toMatchObject({ code: 'contract_quarantined', eventName: 'Signed Up' });
    expect(rejected?.problem).toBe(
      'It breaks the contract event/sign-up: properties.plan: expected a value (required)',
    );
    const { profiles, identities } = await observe(stack);
    expect(
      Object.values(profiles)
        .map(({ userId }) => userId)
        .sort(),
    ).toEqual(['anna', 'carla']);
    expect(JSON.stringify(identities)).not.toContain('bruno');
  });
});

describe('a contract that is published after a crash', () => {
  /** A process dies at a call; the next one has the contract. Undefined: there was no such call. */
  async function crashAt(call: number) {
    const stack = createMemoryStack({ now });
    await publishSnapshot(stack.ports.programStore, sampleSnapshot);
    stack.queues.get('profile').sendText(makeSignUp('e1', 'anna', now));
    const invocation: InvocationState = { isDead: false };
    const injector = createFaultInjector({ call, kind: 'dies before' });
    let process: AdvanceDependencies = createProcess(injector.wrap(stack.ports, invocation));
    await drain(stack, 'profile', async (records) => {
      const unfinished = await advanceProfiles(process, records, now).catch(() => undefined);
      if (process.profiles !== stack.ports.profiles && invocation.isDead) {
        await publishSnapshot(stack.ports.programStore, strict);
        process = createProcess(stack.ports);
        throw new Error('The process died: nothing is acknowledged');
      }
      return new Set(unfinished?.map(({ record }) => record.messageId));
    });
    return injector.hasStruck() ? { stack, lastCall: injector.calls.at(-1) } : undefined;
  }

  it('keeps no message of an event back that was counted before, wherever the process died', async () => {
    const outcomes: string[] = [];
    for (let call = 1; ; call++) {
      const crashed = await crashAt(call);
      if (crashed === undefined) break;
      const { stack } = crashed;
      const [profile] = Object.values((await observe(stack)).profiles);
      expect(profile?.outbox ?? [], `call ${call}`).toEqual([]);
      const ids = new Set(peekMessages(stack, 'email').map(({ id }) => id));
      const isCounted = (profile?.processedEvents.length ?? 0) > 0;
      expect(ids.size, `call ${call}`).toBe(isCounted ? 1 : 0);
      expect(listRejected(stack).map(({ code }) => code)).toEqual(['contract_quarantined']);
      outcomes.push(isCounted ? 'counted' : 'quarantined');
    }
    expect(new Set(outcomes)).toEqual(new Set(['quarantined', 'counted']));
  });
});
