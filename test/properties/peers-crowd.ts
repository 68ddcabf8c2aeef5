/** A thousand triggers from twenty journeys for one person at once, delivered to workers whose every call is interleaved. */
import type fc from 'fast-check';
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import type { AdvancePorts } from '../../app/advance/dependencies.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { createActor, createProcess } from '../harness/actor.ts';
import { makeEventText } from '../harness/events.ts';
import { makeProgram } from '../harness/make-program.ts';
import {
  createMemoryStack,
  type MemoryStack,
  peekMessages,
  publishSnapshot,
} from '../harness/memory-stack.ts';

export const journeyCount = 20;
export const cap = 3;
export const start = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;

export interface Crowd {
  /** Journey of each trigger, in the order of the queue. */
  readonly triggers: readonly number[];
  readonly scheduler: fc.Scheduler;
  readonly workers: number;
  readonly batchSize: number;
  /** Puts other ports under the workers: for those broken on purpose. */
  readonly bend?: (ports: AdvancePorts) => AdvancePorts;
}

/** Journey i sends its one promotional message at once, with priority 10 × i. */
export function makeCrowdProgram(arbitration?: PolicyDocument['arbitration']): Promise<ProgramSnapshot> {
  const journeys = Array.from({ length: journeyCount }, (_, i) => ({
    kind: 'journey',
    id: `journey-${i}`,
    status: 'live',
    trigger: { event: `Trigger ${i}` },
    reentry: {},
    priority: i * 10,
    start: 'send',
    steps: { send: { type: 'send', template: 'offer', next: 'done' }, done: { type: 'end' } },
  }));
  const policy = {
    kind: 'policy',
    id: 'contact',
    status: 'live',
    consent: { email: 'opt-out' },
    caps: [{ limit: cap, within: 'P7D' }],
    ...(arbitration === undefined ? {} : { arbitration }),
  };
  const template = {
    kind: 'template',
    id: 'offer',
    status: 'live',
    channel: 'email',
    class: 'promotional',
    content: { subject: 'An offer', html: '<p>An offer.</p>' },
  };
  return makeProgram(
    [...journeys, policy, template].map((document) => JSON.stringify(document)).join('\n---\n'),
  );
}

/** Delivers all triggers at one moment, hands back what collides, then lets an hour pass minute by minute. */
export async function runCrowd(snapshot: ProgramSnapshot, crowd: Crowd): Promise<MemoryStack> {
  const stack = createMemoryStack({ now: start });
  await publishSnapshot(stack.ports.programStore, snapshot);
  const queue = stack.queues.get('profile');
  for (const [index, journey] of crowd.triggers.entries()) queue.sendText(makeTrigger(index, journey));
  const { bend = (ports: AdvancePorts) => ports } = crowd;
  const work = async (worker: number): Promise<void> => {
    const process = createProcess(bend(schedulePorts(stack.ports, crowd.scheduler, worker)));
    for (
      let records = queue.receive(crowd.batchSize);
      records.length > 0;
      records = queue.receive(crowd.batchSize)
    ) {
      const unfinished = await advanceProfiles(process, records, stack.clock.now);
      queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
    }
  };
  const numbers = Array.from({ length: crowd.workers }, (_, index) => index + 1);
  await crowd.scheduler.waitFor(Promise.all(numbers.map(work)));
  const actor = createActor(stack, crowd.bend === undefined ? {} : { bend: crowd.bend });
  await actor.advance();
  for (let minute = 1; minute <= 60; minute++) {
    stack.clock.now = start + minute * MINUTE;
    await actor.sweep();
  }
  return stack;
}

/** Journeys whose message went to the channel's queue; each message once, however often it was put there. */
export function listSenders(stack: MemoryStack): readonly number[] {
  const sent = peekMessages(stack, 'email');
  const bySubject = new Map(sent.map(({ id, origin }) => [id, origin]));
  return [...bySubject.values()]
    .map((subject) => Number(subject.replace('journey:journey-', '')))
    .sort((left, right) => right - left);
}

function makeTrigger(index: number, journey: number): string {
  const traits = { email: 'anna@example.com' };
  return makeEventText({
    id: `t-${index}`,
    name: `Trigger ${journey}`,
    userId: 'anna',
    at: start - 1000,
    detail: { traits },
  });
}

/** Two calls that matter for the race: reading and writing the profile. */
function schedulePorts(ports: AdvancePorts, scheduler: fc.Scheduler, worker: number): AdvancePorts {
  const profiles = new Proxy(ports.profiles, {
    get: (target, method) => {
      const member: unknown = Reflect.get(target, method);
      if (typeof member !== 'function') return member;
      return async (...parameters: unknown[]) => {
        await scheduler.schedule(Promise.resolve(), `worker ${worker}: ${String(method)}`);
        return member.apply(target, parameters);
      };
    },
  });
  return { ...ports, profiles };
}
