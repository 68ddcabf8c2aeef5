/**
 * Removes dead letters of erased people, one queue a page. The others are hidden meanwhile, and visible again at once. SQS
 * cannot change a message: one that is about other people too stays until it expires.
 */

import { readBody } from '../../dead-letters/read-dead-letter.ts';
import type { DeadLetterSweeper } from '../../ports/dead-letters.ts';
import type { Removal, SweptPage } from './swept-page.ts';
import type { PeopleMatcher } from './swept-people.ts';

/** Messages of one queue. More of them would become visible again before all are read. */
const mostMessages = 20_000;

export async function sweepDeadLetters(
  letters: DeadLetterSweeper,
  matcher: PeopleMatcher,
  cursor: string | undefined,
): Promise<SweptPage> {
  const queues = await letters.listQueues();
  const position = cursor === undefined ? 0 : queues.indexOf(cursor) + 1;
  const queue = queues[position];
  if (queue === undefined) return { removed: [], cursor: undefined };
  // A run that has crashed, or an operator, hides some of them.
  if ((await letters.countHidden(queue)) > 0) return { removed: [], cursor, isLater: true };
  const seen = new Set<string>();
  const others: string[] = [];
  const removed: Removal[] = [];
  while (seen.size < mostMessages) {
    const received = (await letters.receive(queue)).filter(({ id }) => !seen.has(id));
    if (received.length === 0) break;
    for (const { id, body, sentAt, handle } of received) {
      seen.add(id);
      const receipts = findOwners(matcher, body, sentAt);
      if (receipts.length === 0) {
        others.push(handle);
        continue;
      }
      await letters.remove(queue, handle);
      removed.push(...receipts.map((receipt) => ({ receipt, kind: 'deadLetters', number: 1 })));
    }
  }
  await letters.show(queue, others);
  return { removed, cursor: position + 1 < queues.length ? queue : undefined };
}

/** Empty: the message stays. */
function findOwners(matcher: PeopleMatcher, text: string, sentAt: number): readonly string[] {
  const body = readBody(text);
  // A page of a run: random ids of many profiles, and no other data.
  if (typeof body === 'object' && body !== null && 'profileIds' in body) return [];
  const { rest, receipts } = matcher.cut(typeof body === 'string' ? body : JSON.stringify(body), sentAt);
  return rest === undefined ? receipts : [];
}
