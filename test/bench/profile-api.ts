/** `npm run bench:profile-api`: the Profile API's own work per answer, without its calls of DynamoDB. */
import { performance } from 'node:perf_hooks';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoLookStore } from '../../adapters/dynamodb/look-store.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoTimelineReader } from '../../adapters/dynamodb/timeline-reader.ts';
import { createDynamoTimelineStore } from '../../adapters/dynamodb/timeline-store.ts';
import { createMemoryCallCounter } from '../../adapters/memory/call-counter.ts';
import { createMemoryApiKeyStore } from '../../adapters/memory/key-stores.ts';
import { createApiKey } from '../../app/api-keys/change-api-keys.ts';
import { apiScopes } from '../../app/ports/api-keys.ts';
import { createProfileApi } from '../../app/profile-api/serve-profiles.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { openDynamoDatabase } from '../contract/dynamo-database.ts';
import { emailTemplate, openStage, signUp } from '../harness/recorded-life.ts';

const requests = 1_000;
const documents = `
kind: trait
id: orders
status: live
event: Order Completed
function: count
---
kind: segment
id: buyers
status: live
condition: { did: { event: Order Completed, within: P30D, atLeast: 1 } }
---
kind: rule
id: thanks
status: live
trigger: { event: Order Completed }
actions: [{ send: thanks }]
${emailTemplate('thanks')}`;

const now = Date.parse('2026-11-22T12:00:00Z');
const { client, createTable, close } = await openDynamoDatabase();
const [profiles, timeline, identities] = [
  await createTable('profiles'),
  await createTable('timeline'),
  await createTable('identities'),
];

/** The time in which at least one call of DynamoDB was open: with the SDK's own work, and the engine's in this process. */
let [open, since, waited] = [0, 0, 0];
const database = {
  send: async (...input: Parameters<typeof client.send>) => {
    if (open++ === 0) since = performance.now();
    try {
      return await client.send(...input);
    } finally {
      if (--open === 0) waited += performance.now() - since;
    }
  },
} as unknown as typeof client;

const stage = await openStage();
await stage.publish(documents);
const orders = Array.from({ length: 200 }, (_, index) => ({
  at: new Date(now - (index + 1) * 3_600_000).toISOString(),
  event: 'Order Completed',
  traits: { city: 'Roma', first_name: 'Anna' },
  properties: { order_id: `o-${index}`, total: index, products: [{ sku: 'C-1', quantity: 2 }] },
}));
const life = [...orders, signUp(new Date(now - 201 * 3_600_000).toISOString())].reverse();
const id = await stage.live('anna', life, new Date(now).toISOString());
const store = createDynamoProfileStore({ database, table: profiles, wakeShards: 1 });
const stored = await stage.profiles.load(id, { consistent: true });
if (stored === undefined) throw new Error('no profile');
await store.save({ ...stored, version: 1 });
const entries = stage.timeline.listAllEntries();
const writer = createDynamoTimelineStore(database, timeline);
for (let first = 0; first < entries.length; first += 25)
  await writer.putEntries(entries.slice(first, first + 25), 4_000_000_000);
const identityStore = createDynamoIdentityStore(database, identities);
await identityStore.claim({ type: 'userId', value: 'anna' }, { profileId: id });

const keys = createMemoryApiKeyStore();
const key = await createApiKey({ name: 'bench', scopes: apiScopes, perMinute: 30_000 }, keys, now);
const serve = createProfileApi(
  {
    ...{ keys, calls: createMemoryCallCounter(), programs: stage.programs, profiles: store },
    identities: identityStore,
    timeline: createDynamoTimelineReader(database, timeline),
    looks: createDynamoLookStore(database, timeline),
  },
  { now: () => now, lookDays: 400 },
);

for (const path of ['userId:anna', 'userId:anna?include=traits,segments', 'userId:anna/timeline?limit=50']) {
  const [own, text]: [number[], number[]] = [[], []];
  let bytes = 0;
  for (let request = 0; request < requests + 50; request++) {
    const [url = '', query = ''] = `/v1/profiles/${path}`.split('?');
    waited = 0;
    const from = performance.now();
    const { status, body } = await serve(
      {
        ...{ method: 'GET', path: url, query, bodyLength: 0, from: '192.0.2.7', id: String(request) },
        headers: { authorization: `Bearer ${'text' in key ? key.text : ''}` },
      },
      silentTelemetry,
    );
    const took = performance.now() - from - waited;
    if (status !== 200) throw new Error(body);
    const answer: unknown = JSON.parse(body);
    const begin = performance.now();
    JSON.stringify(answer);
    // The first requests compile the code.
    if (request < 50) continue;
    own.push(took);
    text.push(performance.now() - begin);
    bytes = body.length;
  }
  const [p50, p99] = [rank(own, 0.5), rank(own, 0.99)];
  console.log(
    `${path}: own work p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms; ${bytes} bytes, p50 ${(p50 / rank(text, 0.5)).toFixed(0)} times JSON.stringify of the answer`,
  );
}
await close();

function rank(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length * share)] ?? 0;
}
