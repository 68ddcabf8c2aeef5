/** Two days of a query in memory: its minutes, its rows at the people, and all that can be seen of them. */
import { createMemoryQueryStore } from '../../../adapters/memory/query-store.ts';
import type { QueryState } from '../../../app/ports/query-store.ts';
import type { TouchpointSender } from '../../../app/ports/touchpoint-sender.ts';
import { createSnapshotCache } from '../../../app/runtime/snapshot-cache.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import type { QueryDependencies } from '../../../app/warehouse/dependencies.ts';
import { runQueries } from '../../../app/warehouse/run-queries.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { createActor } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { createFaultInjector, type FaultInjector, type InvocationState } from '../../harness/faults.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { createMemoryStack, peekMessages, publishSnapshot } from '../../harness/memory-stack.ts';
import { createSampleWarehouse } from './sample-warehouse.ts';

export const minute = 60_000;
export const day = 1_440 * minute;
/** Two minutes before the first moment. */
export const start = Date.parse('2026-11-23T09:58:00Z');
export const firstMoment = start + 2 * minute;

export const daily = '{ at: "2026-11-23T10:00:00Z", repeat: FREQ=DAILY }';

/** `more`: further fields of the query. */
export const writeQuery = (schedule = daily, more = '', id = 'customers') => `
kind: query
id: ${id}
status: live
schedule: ${schedule}
sql: SELECT customer_id, email, value, updated_at FROM customers WHERE updated_at >= ?
parameters: [since]
${more}
mapping:
  source: warehouse
  event: Value Changed
  columns:
    customer_id: userId
    email: traits.email
    value: { to: properties.value, type: number }
    updated_at: ignore
`;

export const others = `
kind: trait
id: changes
status: live
function: count
event: Value Changed
---
kind: trait
id: total
status: live
function: sum
event: Value Changed
path: properties.value
---
kind: template
id: thanks
status: live
channel: email
class: transactional
content: { subject: "Thank you", html: "<p>Thank you.</p>" }
---
kind: rule
id: thanks
status: live
trigger: { event: Value Changed }
actions: [{ send: thanks }]
`;

export const makeStory = (query = writeQuery(), previous?: ProgramSnapshot, publishedAt = start) =>
  makeProgram(`${query}\n---\n${others}`, previous, publishedAt);

export interface StoryOptions {
  readonly injector?: FaultInjector;
  /** Of each invocation, in milliseconds. The default is so short that it sends one row. */
  readonly remaining?: number | (() => number);
}

export type WarehouseStory = Awaited<ReturnType<typeof openStory>>;

export async function openStory(
  snapshot: ProgramSnapshot,
  { injector = createFaultInjector(), remaining = 5_000 }: StoryOptions = {},
) {
  const stack = createMemoryStack({ now: start });
  await publishSnapshot(stack.ports.programStore, snapshot);
  const { table, contents, listStarted, ports } = createSampleWarehouse(stack.clock);
  const queries = createMemoryQueryStore();
  const counts: Record<string, number> = {};
  const telemetry = {
    ...silentTelemetry,
    count: (metric: string, quantity = 1) => {
      counts[metric] = (counts[metric] ?? 0) + quantity;
    },
  };
  let calls = 0;
  const sender: TouchpointSender = {
    async send(touchpoints) {
      for (const { source, name, detail } of touchpoints) {
        calls += 1;
        const event = JSON.parse(makeEventText({ id: `bus-${calls}`, name, source, at: stack.clock.now }));
        stack.queues.get('profile').sendText(JSON.stringify({ ...event, detail }));
      }
      return [];
    },
    close: () => undefined,
  };
  const whole = {
    queries,
    ...ports,
    sender,
    queues: stack.ports.queues,
    programStore: stack.ports.programStore,
  };

  /** A process, until it dies. */
  function begin(): { readonly invocation: InvocationState; readonly dependencies: QueryDependencies } {
    const invocation = { isDead: false };
    const wrapped = injector.wrap(whole, invocation);
    const { programStore, queries, warehouse, objects, sender, queues } = wrapped;
    return {
      invocation,
      dependencies: {
        ...{ queries, warehouse, objects, sender, queues, telemetry },
        snapshots: createSnapshotCache(programStore),
        clock: () => stack.clock.now,
        remainingMilliseconds: () => (typeof remaining === 'number' ? remaining : remaining()),
      },
    };
  }

  let process = begin();
  const actor = createActor(stack);

  /** One invocation. The schedule does not repeat one that fails. */
  async function invoke(): Promise<void> {
    const running = process;
    await runQueries(running.dependencies).catch(() => undefined);
    if (running.invocation.isDead && process === running) process = begin();
  }

  return {
    stack,
    queries,
    table,
    contents,
    counts,
    listStarted,
    invoke,
    /** In a process of its own. */
    invokeApart: () => runQueries(begin().dependencies).catch(() => undefined),
    publish: (next: ProgramSnapshot) => publishSnapshot(stack.ports.programStore, next),
    /** So many minutes, an invocation in each. */
    async tick(minutes: number): Promise<void> {
      for (let index = 0; index < minutes; index += 1) {
        stack.clock.now += minute;
        await invoke();
      }
    },
    readState: async (id = 'customers'): Promise<QueryState> => {
      const state = await queries.read(id);
      if (state === undefined) throw new RangeError(`The query ${id} has no state`);
      return state;
    },
    /** Rows that the bus has, in events of their own and in packed ones: different ids. */
    countSent(): number {
      const bodies = stack.queues.get('profile').peek();
      const ids = bodies.flatMap((body) => {
        const detail = body['detail'] as { batch?: readonly { messageId: string }[]; messageId: string };
        return (detail.batch ?? [detail]).map(({ messageId }) => messageId);
      });
      return new Set(ids).size;
    },
    /** What people, operators and the bill see. Times of writes are no part of it. */
    async observe() {
      await actor.advance();
      const people = await Promise.all(
        stack.ports.profiles.listIds().map(async (id) => {
          const person = await stack.ports.profiles.load(id, { consistent: true });
          return [
            person?.traits['email']?.value,
            person?.computed['changes']?.count,
            person?.computed['total']?.sum,
          ].join(' ');
        }),
      );
      const mails = new Map(
        peekMessages(stack, 'email').map(({ id, to, template }) => [id, `${to} ${template}`]),
      );
      const rejects = new Map(
        stack.queues
          .get('rejected')
          .peek()
          .map(({ id, problem }) => [id, `${id} ${problem}`]),
      );
      const states = (await queries.list(undefined)).states.map(({ id, skipped, run, last, succeeded }) => ({
        ...{ id, skipped, run, succeeded },
        last: last && { ...last, finishedAt: 0 },
      }));
      return {
        people: people.sort(),
        mails: [...mails.values()].sort(),
        rejects: [...rejects.values()].sort(),
        states,
        started: listStarted(),
      };
    },
  };
}
