/**
 * Publishes decisions. Every step is idempotent: entries are written whole, message ids are deterministic, statistics
 * are immutable batches. Publications of several profiles share calls.
 */

import { expireAfter } from '../../../engine/base/time-units.ts';
import type { EmitEvent, SendMessage } from '../../../engine/model/effects.ts';
import type { TimelineEntry } from '../../../engine/model/timeline-entry.ts';
import type { MessageQueueName, QueueBody, QueueName } from '../../ports/queues.ts';
import type { EntryRecord } from '../../ports/timeline-store.ts';
import { runBounded } from '../../runtime/run-bounded.ts';
import { type CallLimits, type SendCall, sendInCalls } from '../../runtime/send-in-calls.ts';
import type { AdvanceDependencies } from '../dependencies.ts';
import { keepEvidence } from './keep-evidence.ts';
import type { Publication } from './publication.ts';

/** SQS and EventBridge accept 10 entries per call; the JSON stays far below 1 MiB at any bytes per character. */
const queueCall: CallLimits = { size: 10, length: 200_000 };
/** DynamoDB accepts 25 puts per call, of 16 MB in total. */
const putCall: CallLimits = { size: 25, length: 4_000_000 };
/** Concurrent people, for calls about one person each. */
const concurrency = 20;

/** A queue, the bus or the timeline left items out twice in a row. */
export class PublicationIncompleteError extends Error {
  readonly code = 'publication_incomplete';
  readonly target: string;
  constructor(target: string) {
    super(
      `Some items were not accepted by ${target}. The records stay on their queue and are delivered again.`,
    );
    this.name = 'PublicationIncompleteError';
    this.target = target;
  }
}

export interface PublishResult {
  /** The publications that failed, with the first error of each; all others are published. */
  readonly errors: ReadonlyMap<Publication, unknown>;
  /** Whether a call to the timeline failed; absent when none was made. */
  readonly isTimelineDown?: boolean;
}

/** Never throws. `now` in epoch milliseconds. */
export async function publishAll(
  dependencies: AdvanceDependencies,
  publications: readonly Publication[],
  now: number,
): Promise<PublishResult> {
  const errors = new Map<Publication, unknown>();
  const fail: Fail = (owner, error) => {
    if (!errors.has(owner)) errors.set(owner, error);
  };
  const attempt: Attempt = async (owner, call) => {
    try {
      await call();
      return true;
    } catch (error) {
      fail(owner, error);
      return false;
    }
  };
  const [{ unwritten, isDown }] = await Promise.all([
    publishEntries(dependencies, publications, now, fail, attempt),
    publishMessages(dependencies, publications, fail),
    publishEvents(dependencies, publications, fail),
    publishRows(dependencies, publications, fail, now),
    runBounded(publications, concurrency, async (publication) => {
      for (const batch of publication.statistics) {
        await attempt(publication, () => dependencies.statistics.put(batch));
      }
    }),
  ]);
  await keepEvidence(dependencies, unwritten);
  return isDown === undefined ? { errors } : { errors, isTimelineDown: isDown };
}

type Fail = (owner: Publication, error: unknown) => void;

/** False when the call failed, and its owner with it. */
type Attempt = (owner: Publication, call: () => Promise<unknown>) => Promise<boolean>;

interface Owned<Item> {
  readonly owner: Publication;
  readonly item: Item;
}

interface EntriesResult {
  /** The entries that may not have been written. */
  readonly unwritten: readonly TimelineEntry[];
  /** Whether a call failed; absent when none was made. */
  readonly isDown: boolean | undefined;
}

async function publishEntries(
  { timeline, timelineDays }: AdvanceDependencies,
  publications: readonly Publication[],
  now: number,
  fail: Fail,
  attempt: Attempt,
): Promise<EntriesResult> {
  const expiresAt = expireAfter(now, timelineDays);
  const records = collect(publications, ({ entries }) => entries);
  const put = (batch: readonly EntryRecord[]) => timeline.putEntries(batch, expiresAt);
  const unsent = await sendOwned('the timeline', records, fail, put, putCall);
  const unwritten = unsent.flatMap((record): readonly TimelineEntry[] =>
    'traces' in record ? [record] : record,
  );
  let failures = 0;
  await runBounded(publications, concurrency, async (publication) => {
    for (const entry of publication.amended) {
      const isAmended = await attempt(publication, () => timeline.amendEntry(entry, expiresAt));
      if (!isAmended) failures++;
    }
    for (const entry of publication.restored) {
      const isRestored = await attempt(publication, () => timeline.restoreEntry(entry, expiresAt));
      if (!isRestored) unwritten.push(entry);
    }
  });
  const isUsed = publications.some(
    ({ entries, amended, restored }) => entries.length + amended.length + restored.length > 0,
  );
  return { unwritten, isDown: isUsed ? failures + unwritten.length > 0 : undefined };
}

async function publishMessages(
  { queues }: AdvanceDependencies,
  publications: readonly Publication[],
  fail: Fail,
): Promise<void> {
  const byQueue = new Map<QueueName, Owned<QueueBody>[]>();
  for (const owner of publications) {
    for (const [queue, item] of listMessages(owner)) {
      byQueue.set(queue, [...(byQueue.get(queue) ?? []), { owner, item }]);
    }
  }
  for (const [queue, owned] of byQueue) {
    await sendOwned(`queue ${queue}`, owned, fail, (bodies) => queues.send(queue, bodies), queueCall);
  }
}

function listMessages({ effects, rejected }: Publication): readonly (readonly [QueueName, QueueBody])[] {
  const messages = rejected.map((body): [QueueName, QueueBody] => ['rejected', body]);
  for (const effect of effects) {
    if (effect.kind === 'SendMessage') messages.push([nameQueue(effect), effect]);
    if (effect.kind === 'CallWebhook') messages.push(['webhook', effect]);
  }
  return messages;
}

function nameQueue({ channel, class: messageClass }: SendMessage): MessageQueueName {
  return messageClass === 'transactional' ? `${channel}-transactional` : channel;
}

async function publishEvents(
  { events }: AdvanceDependencies,
  publications: readonly Publication[],
  fail: Fail,
): Promise<void> {
  const owned = collect(publications, ({ effects }) =>
    effects.filter((effect): effect is EmitEvent => effect.kind === 'EmitEvent'),
  );
  await sendOwned('the event bus', owned, fail, (batch) => events.put(batch), queueCall);
}

/** Most stages have no lake: the code loads with one. */
async function publishRows(
  dependencies: AdvanceDependencies,
  publications: readonly Publication[],
  fail: Fail,
  now: number,
): Promise<void> {
  const { lake } = dependencies;
  if (lake === undefined) return;
  const { publishRows: put } = await import('../../lake/put-rows.ts');
  await put({ ...dependencies, lake }, publications, fail, now);
}

function collect<Item>(
  publications: readonly Publication[],
  list: (publication: Publication) => readonly Item[],
): Owned<Item>[] {
  return publications.flatMap((owner) => list(owner).map((item) => ({ owner, item })));
}

/** Sends the items of all publications together. An item that is not accepted fails its owners, which are returned. */
async function sendOwned<Item>(
  target: string,
  owned: readonly Owned<Item>[],
  fail: Fail,
  send: SendCall<Item>,
  limits: CallLimits,
): Promise<readonly Item[]> {
  const owners = Map.groupBy(owned, ({ item }) => item);
  const items = owned.map(({ item }) => item);
  const unsent = await sendInCalls(items, send, limits);
  for (const { item, error = new PublicationIncompleteError(target) } of unsent) {
    for (const { owner } of owners.get(item) ?? []) fail(owner, error);
  }
  return unsent.map(({ item }) => item);
}
