/** A person with two profiles, in memory: the events of a shop, delivered by advance-profile. */
import type { Profile } from '../../../engine/model/profile.ts';
import { type Actor, createActor } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { createMemoryStack, type MemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

export const start = Date.parse('2026-11-20T10:00:00Z');

export interface Said {
  readonly id: string;
  /** Seconds before `start`. */
  readonly ago: number;
  readonly name?: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly email?: string;
  readonly traits?: object;
  readonly revenue?: number;
  readonly context?: object;
  /** Of an alias call, with its former id. */
  readonly type?: 'alias';
  readonly previousId?: string;
}

export function writeEvent({ id, ago, name = 'Page Viewed', email, traits, revenue, ...rest }: Said): string {
  const detail = {
    ...rest,
    traits: { ...(email === undefined ? {} : { email }), ...traits },
    properties: revenue === undefined ? {} : { revenue, sku: `sku-${id}` },
  };
  return makeEventText({ id, name, at: start - ago * 1_000, detail });
}

export interface People {
  readonly stack: MemoryStack;
  readonly actor: Actor;
  /** Delivers these together. */
  say(...said: readonly Said[]): Promise<void>;
  /** The profile that an id leads to: `userId#anna`. */
  find(key: string): Promise<Profile>;
}

export async function openPeople(snapshot = sampleSnapshot): Promise<People> {
  const stack = createMemoryStack({ now: start });
  await publishSnapshot(stack.ports.programStore, snapshot);
  const actor = createActor(stack);
  return {
    stack,
    actor,
    async say(...said) {
      for (const one of said) stack.queues.get('profile').sendText(writeEvent(one));
      await actor.advance();
    },
    async find(key) {
      let id = stack.ports.identities.bindings().get(key);
      while (id?.includes('#')) id = stack.ports.identities.bindings().get(id);
      const profile = await stack.ports.profiles.load(id ?? '', { consistent: true });
      if (profile === undefined) throw new Error(`No profile of ${key}`);
      return profile;
    },
  };
}

/** Asks advance-profile to undo the merge, as the command does. */
export async function sendUndo({ queues, ports }: MemoryStack, ended: string): Promise<void> {
  const stored = await ports.profiles.loadStored(ended);
  const at = stored?.mergedInto?.[1] ?? 0;
  const task = { kind: 'unmerge', at, by: 'arn:aws:iam::1:user/op' } as const;
  await queues.port.send('profile', [{ kind: 'RunTaskBatch', profileIds: [ended], task, version: 1 }]);
}

export async function undo({ stack, actor }: Pick<People, 'stack' | 'actor'>, ended: string): Promise<void> {
  await sendUndo(stack, ended);
  await actor.advance();
}
