/**
 * An answer of DynamoDB is lost after the write happened, and the SDK repeats the call by itself. A conditional write
 * then fails on its own first try; that must neither lose nor double anything.
 */

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoTimelineReader } from '../../adapters/dynamodb/timeline-reader.ts';
import { createDynamoTimelineStore } from '../../adapters/dynamodb/timeline-store.ts';
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import { findOwner } from '../../app/identity/find-owner.ts';
import { createProcess } from '../harness/actor.ts';
import { makeOrder, makeSignUp } from '../harness/events.ts';
import { createMemoryStack, drain, publishSnapshot } from '../harness/memory-stack.ts';
import { sampleSnapshot } from '../harness/sample-program.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
/** Requests so far, and the one whose answer is lost. */
const wire = { requests: [] as string[], lost: 0 };

beforeAll(async () => {
  database = await openDynamoDatabase();
  loseAnswers(database.client);
});
afterAll(() => database.close());

/** Below the SDK's retries: what they repeat comes through here again. */
function loseAnswers(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, context) => async (request) => {
      const answer = await next(request);
      wire.requests.push(String(context.commandName));
      if (wire.requests.length !== wire.lost) return answer;
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
}

const now = Date.parse('2026-11-20T10:00:00Z');

async function runWithLost(lost: number) {
  const tables = {
    profiles: await database.createTable('profiles'),
    identities: await database.createTable('identities'),
    timeline: await database.createTable('timeline'),
  };
  const stack = createMemoryStack({ now });
  await publishSnapshot(stack.ports.programStore, sampleSnapshot);
  const { client } = database;
  const profiles = createDynamoProfileStore({ database: client, table: tables.profiles, wakeShards: 4 });
  const timeline = createDynamoTimelineStore(client, tables.timeline);
  const identities = createDynamoIdentityStore(client, tables.identities);
  const process = createProcess({ ...stack.ports, profiles, timeline, identities });
  for (const [i, at] of [now - 4_000, now - 3_000, now - 2_000].entries()) {
    stack.queues.get('profile').sendText(makeOrder(`o-${i}`, 'anna', at, 10));
  }
  stack.queues.get('profile').sendText(makeSignUp('s', 'anna', now - 5_000));
  wire.requests = [];
  wire.lost = lost;
  await drain(
    stack,
    'profile',
    async (records) => {
      const unfinished = await advanceProfiles(process, records, now);
      return new Set(unfinished.map(({ record }) => record.messageId));
    },
    { batchSize: 2 },
  );
  const requests = [...wire.requests];
  const profileId =
    (await findOwner(identities, { type: 'userId', value: 'anna' }, { consistent: true })) ?? '';
  const { version: _writes, ...state } = (await profiles.load(profileId, { consistent: true })) ?? {
    version: 0,
  };
  const queues = ['email', 'email-transactional'] as const;
  const messages = queues.flatMap((name) => stack.queues.get(name).peek());
  const { items } = await createDynamoTimelineReader(client, tables.timeline).list(profileId, { limit: 50 });
  return {
    requests,
    outcome: {
      state,
      // Without version and position, which name the write that decided an entry.
      timeline: items.map((item) =>
        item.kind === 'entry' ? { ...item, entry: { ...item.entry, version: 0, position: 0 } } : item,
      ),
      messages: Object.fromEntries(messages.map((message) => [String(message['id']), message])),
      events: Object.fromEntries(stack.emitted.map((event) => [event.id, event])),
      statistics: stack.ports.statistics.sumAll(),
    },
  };
}

it('nothing is lost or doubled, whichever answer goes missing', async () => {
  const clean = await runWithLost(0);
  expect(clean.requests).toContain('PutItemCommand');
  expect(Object.keys(clean.outcome.messages)).toHaveLength(2);
  for (let lost = 1; lost <= clean.requests.length; lost++) {
    const { outcome, requests } = await runWithLost(lost);
    expect(requests.length).toBeGreaterThan(clean.requests.length);
    expect(outcome, `answer ${lost} (${clean.requests[lost - 1]}) lost`).toEqual(clean.outcome);
  }
});
