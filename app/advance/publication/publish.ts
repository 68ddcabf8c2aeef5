/**
 * Publishes what was decided. Everything here may be repeated: entries are written whole, message ids
 * are deterministic, statistics are immutable batches. Publications of several profiles share calls.
 */

import { expireAfter } from '../../../engine/base/time-units.ts';
import type { EmitEvent, SendMessage } from '../../../engine/model/effects.ts';
import type { TimelineEntry } from '../../../engine/model/timeline-entry.ts';
import { reportFeedback } from '../../feedback/report-feedback.ts';
import type { MessageQueueName, QueueBody, QueueName } from '../../ports/ports.ts';
import { isRefused } from '../../runtime/is-refused.ts';
import { runBounded } from '../../runtime/run-bounded.ts';
import type { AdvanceDependencies } from '../dependencies.ts';
import { chunkItems } from './chunk-items.ts';
import { keepEvidence } from './keep-evidence.ts';
import type { Publication } from './publication.ts';

/** SQS and EventBridge take 10 entries a call. */
const callSize = 10;
/** Characters of JSON per call: far below 1 MiB, whatever the characters weigh. */
const callLength = 200_000;
/** DynamoDB takes 25 puts a call, of 16 MB together. */
const putSize = 25;
const entriesLength = 4_000_000;
/** People at a time, for calls about one person each. */
const concurrency = 20;

/** A queue, the bus or the timeline left items out twice in a row. */
export class PublicationIncompleteError extends Error {
  readonly code = 'publication_incomplete';
  readonly target: string;
  constructor(target: string) {
    super(`Not everything was taken by ${target}. The records stay on their queue and are delivered again.`);
    this.name = 'PublicationIncompleteError';
    this.target = target;
  }
}

export interface PublishResult {
  /** The publications that failed, with the first error of each; all others are out. */
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
  const attempt: Attempt = async (owners, call) => {
    try {
      await call();
      return true;
    } catch (error) {
      for (const owner of owners) if (!errors.has(owner)) errors.set(owner, error);
      return false;
    }
  };
  const [{ unwritten, isDown }] = await Promise.all([
    publishEntries(dependencies, publications, now, attempt),
    publishMessages(dependencies, publications, attempt),
    publishEvents(dependencies, publications, attempt),
    runBounded(publications, concurrency, async (publication) => {
      for (const batch of publication.statistics) {
        await attempt([publication], () => dependencies.statistics.put(batch));
      }
      for (const report of publication.feedback) {
        await attempt([publication], () => reportFeedback(dependencies, report));
      }
    }),
  ]);
  await keepEvidence(dependencies, unwritten);
  return isDown === undefined ? { errors } : { errors, isTimelineDown: isDown };
}

/** False when the call failed: its owners are noted then. */
type Attempt = (owners: readonly Publication[], call: () => Promise<unknown>) => Promise<boolean>;

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
  attemptCall: Attempt,
): Promise<EntriesResult> {
  let isDown: boolean | undefined;
  const attempt: Attempt = async (owners, call) => {
    const isAnswered = await attemptCall(owners, call);
    isDown = isDown === true || !isAnswered;
    return isAnswered;
  };
  const unwritten: TimelineEntry[] = [];
  const expiresAt = expireAfter(now, timelineDays);
  const whole = collect(publications, ({ entries }) => entries);
  for (const chunk of chunkItems(whole, putSize, entriesLength)) {
    const left = await sendTwice('the timeline', chunk, attempt, (entries) =>
      timeline.putEntries(entries, expiresAt),
    );
    for (const { item } of left) unwritten.push(item);
  }
  await runBounded(publications, concurrency, async (publication) => {
    for (const entry of publication.amended) {
      await attempt([publication], () => timeline.amendEntry(entry, expiresAt));
    }
    for (const entry of publication.restored) {
      const isRestored = await attempt([publication], () => timeline.restoreEntry(entry, expiresAt));
      if (!isRestored) unwritten.push(entry);
    }
  });
  return { unwritten, isDown };
}

async function publishMessages(
  { queues }: AdvanceDependencies,
  publications: readonly Publication[],
  attempt: Attempt,
): Promise<void> {
  const byQueue = new Map<QueueName, Owned<QueueBody>[]>();
  for (const owner of publications) {
    for (const [queue, item] of listMessages(owner)) {
      byQueue.set(queue, [...(byQueue.get(queue) ?? []), { owner, item }]);
    }
  }
  for (const [queue, owned] of byQueue) {
    for (const chunk of chunkItems(owned, callSize, callLength)) {
      await sendTwice(`queue ${queue}`, chunk, attempt, (bodies) => queues.send(queue, bodies));
    }
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
  attempt: Attempt,
): Promise<void> {
  const owned = collect(publications, ({ effects }) =>
    effects.filter((effect): effect is EmitEvent => effect.kind === 'EmitEvent'),
  );
  for (const chunk of chunkItems(owned, callSize, callLength)) {
    await sendTwice('the event bus', chunk, attempt, (batch) => events.put(batch));
  }
}

function collect<Item>(
  publications: readonly Publication[],
  list: (publication: Publication) => readonly Item[],
): Owned<Item>[] {
  return publications.flatMap((owner) => list(owner).map((item) => ({ owner, item })));
}

/**
 * What is left out by the first call is sent once more at once; what is left out again fails its owners. Returns what
 * was not taken, or may not have been.
 */
async function sendTwice<Item>(
  target: string,
  chunk: readonly Owned<Item>[],
  attempt: Attempt,
  send: (items: readonly Item[]) => Promise<readonly Item[]>,
): Promise<readonly Owned<Item>[]> {
  const listOwners = (owned: readonly Owned<Item>[]) => [...new Set(owned.map(({ owner }) => owner))];
  let rest = chunk;
  for (let round = 1; round <= 2 && rest.length > 0; round++) {
    const offered = rest;
    let isRefusal = false;
    const isAnswered = await attempt(listOwners(rest), async () => {
      const answer = send(offered.map(({ item }) => item));
      const left = new Set(
        await answer.catch((error: unknown) => {
          isRefusal = offered.length > 1 && isRefused(error);
          if (isRefusal) return offered.map(({ item }) => item);
          throw error;
        }),
      );
      rest = offered.filter(({ item }) => left.has(item));
    });
    if (!isAnswered) return rest;
    if (isRefusal) return sendHalves(target, rest, attempt, send);
  }
  if (rest.length > 0) {
    await attempt(listOwners(rest), () => Promise.reject(new PublicationIncompleteError(target)));
  }
  return rest;
}

/** The call was refused for what it holds: halved until the item is alone that makes it so. The others go out. */
async function sendHalves<Item>(...[target, chunk, attempt, send]: Parameters<typeof sendTwice<Item>>) {
  const middle = Math.ceil(chunk.length / 2);
  const first = await sendTwice(target, chunk.slice(0, middle), attempt, send);
  return [...first, ...(await sendTwice(target, chunk.slice(middle), attempt, send))];
}
