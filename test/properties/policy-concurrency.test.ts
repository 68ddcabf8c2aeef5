/** A thousand triggers on one person at once, four workers: never more than the cap, and with collecting the highest. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import type { AdvanceDependencies, AdvancePorts } from '../../app/advance/dependencies.ts';
import { advanceSteps } from '../../app/advance/steps.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { RuleDocument } from '../../engine/model/documents/rule-document.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { type ActorOptions, createActor, createProcess } from '../harness/actor.ts';
import { raceBroken } from '../harness/broken-actors.ts';
import { makeEventText } from '../harness/events.ts';
import { createMemoryStack, type MemoryStack, publishSnapshot } from '../harness/memory-stack.ts';
import { observe } from '../harness/observe.ts';
import { publishDocuments } from '../scenarios/publish-documents.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const triggers = 1_000;
const ruleCount = 20;
const cap = 3;
const workers = [1, 2, 3, 4];

/** Priorities 0 to 950: rule 19 is the highest. */
const rules = Array.from(
  { length: ruleCount },
  (_, index): RuleDocument => ({
    kind: 'rule',
    id: `rule-${index}`,
    status: 'live',
    priority: index * 50,
    trigger: { event: `Go ${index}` },
    actions: [{ send: 'offer' }],
  }),
);

function makeProgram(policy: Partial<PolicyDocument>): Promise<ProgramSnapshot> {
  const content = { subject: 'Offer', html: '<p>Offer.</p>' };
  const consent = { email: 'opt-out' } as const;
  const caps = [{ limit: cap, within: 'P1D' }];
  return publishDocuments(
    [
      ...rules,
      { kind: 'template', id: 'offer', status: 'live', channel: 'email', class: 'promotional', content },
      { kind: 'policy', id: 'contact', status: 'live', consent, caps, ...policy },
    ],
    undefined,
  );
}

const traits = { email: 'anna@example.com' };

/** Each rule fifty times, in an order of its own. */
function makeTexts(seed: number): readonly string[] {
  return Array.from({ length: triggers }, (_, place) => {
    // A step prime to the number of triggers visits each once.
    const index = (place * 387 + seed) % triggers;
    const name = `Go ${index % ruleCount}`;
    return makeEventText({ id: `go-${index}`, name, userId: 'anna', at: start - 1_000, detail: { traits } });
  });
}

/** Every port call waits for its turn, as a row of numbers says. */
function interleave(ports: AdvancePorts, turns: readonly number[]): AdvancePorts {
  let calls = 0;
  const wrap = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, method) => {
        const member: unknown = Reflect.get(target, method);
        if (typeof member !== 'function') return member;
        return async (...parameters: unknown[]) => {
          for (let turn = turns[calls++ % turns.length] ?? 0; turn > 0; turn--) await Promise.resolve();
          return member.apply(target, parameters);
        };
      },
    });
  const entries = Object.entries(ports).map(([name, port]) => [name, wrap(port)]);
  return { ...ports, ...Object.fromEntries(entries) };
}

async function run(
  policy: Partial<PolicyDocument>,
  seed: number,
  turns: readonly number[],
  { bend = (ports: AdvancePorts) => ports, steps = advanceSteps }: Pick<ActorOptions, 'bend' | 'steps'> = {},
): Promise<{ readonly stack: MemoryStack; readonly origins: readonly string[] }> {
  const stack = createMemoryStack({ now: start });
  await publishSnapshot(stack.ports.programStore, await makeProgram(policy));
  const queue = stack.queues.get('profile');
  // Each worker knows her ids before: else their claims, and the code for them, put the workers one after the other.
  const processes = workers.map((worker) =>
    createProcess(bend(interleave(stack.ports, turns.slice(worker - 1)))),
  );
  for (const [index, process] of processes.entries()) {
    const known = { id: `known-${index}`, name: 'Signed Up', userId: 'anna', at: start - 2_000 };
    queue.sendText(makeEventText({ ...known, detail: { traits } }));
    const records = queue.receive(10);
    await advanceProfiles(process, records, stack.clock.now, steps);
    queue.settle(records, new Set());
  }
  for (const text of makeTexts(seed)) queue.sendText(text);
  const work = async (process: AdvanceDependencies) => {
    for (let records = queue.receive(10); records.length > 0; records = queue.receive(10)) {
      const unfinished = await advanceProfiles(process, records, stack.clock.now, steps);
      queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
      if (unfinished.length > 0) break;
    }
  };
  await Promise.all(processes.map(work));
  const actor = createActor(stack, { bend, steps });
  for (let round = 0; round < 20 && queue.length > 0; round++) await actor.advance();
  stack.clock.now += 11 * 60_000;
  await actor.sweep();
  const { messages } = await observe(stack);
  return { stack, origins: Object.values(messages).map((message) => String(Object(message).origin)) };
}

const schedule = fc.record({
  seed: fc.nat({ max: triggers - 1 }),
  turns: fc.array(fc.nat({ max: 40 }), { minLength: 20, maxLength: 200 }),
});

/** In step with one another all four load before any of them writes; at random that is rare. */
const inStep = Array.from({ length: 20 }, () => 1);

/** One worker loads, and another one writes before it does: of rows at random, one of four has that. */
const uneven = [6, 2, 7, 2, 5, 10, 9, 1, 4, 8, 8, 1, 2, 1, 2, 10, 5, 10, 3, 0];

describe('a thousand triggers of twenty rules on one person', () => {
  it('give at most three messages with a cap of three', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async ({ seed, turns }) => {
        const { stack, origins } = await run({}, seed, turns);
        expect(origins).toHaveLength(cap);
        const reasons = stack.ports.timeline
          .listAllEntries()
          .flatMap((entry) => Object(entry).traces.map(({ reason }: { reason: string }) => reason));
        expect(reasons.filter((reason) => reason === 'frequency_capped')).toHaveLength(triggers - cap);
      }),
      { numRuns: 4, examples: [[{ seed: 0, turns: inStep }]] },
    );
  });

  it('give exactly the three of highest priority when they are collected first', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async ({ seed, turns }) => {
        const { origins } = await run({ arbitration: { window: 'PT10M' } }, seed, turns);
        expect(origins).toEqual(['rule:rule-19', 'rule:rule-19', 'rule:rule-19']);
      }),
      { numRuns: 4, examples: [[{ seed: 0, turns: inStep }]] },
    );
  });

  it.each(['does not check the version', 'publishes before it writes'])(
    'give more with a handler that %s',
    async (flaw) => {
      const { origins } = await run({}, 0, uneven, raceBroken[flaw]);
      expect(origins.length).toBeGreaterThan(cap);
    },
  );
});
