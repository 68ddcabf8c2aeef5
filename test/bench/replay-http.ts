/**
 * Sends 10,000 calls with Segment's Node client to the HTTP API of the local cloud, while the network and the bus fail by a
 * seeded schedule: each call is stored once.
 *
 *   npm run replay:http [-- --calls 10000] [--people 500] [--seed 1]
 */
import { parseArgs } from 'node:util';
import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { Analytics } from '@segment/analytics-node';
import { unfoldItems } from '../../adapters/dynamodb/folded-entries.ts';
import { createFailingNetwork, type FailingNetwork } from '../harness/failing-network.ts';
import { orderCount } from '../harness/sample-documents.ts';
import { type CloudSession, openSession } from './cloud-session.ts';
import { readOutcome } from './replay-outcome.ts';

export interface CallPlan {
  readonly calls: number;
  readonly people: number;
}

/** `order-0042` is of `user-42` of 500 people. Answers the ids that were sent, in their order, and what the SDK gave up. */
export async function sendCalls(
  { calls, people }: CallPlan,
  { writeKey, host }: { readonly writeKey: string; readonly host: string },
  network: FailingNetwork,
): Promise<{ readonly sent: readonly string[]; readonly failures: readonly unknown[] }> {
  const analytics = new Analytics({
    ...{ writeKey, host, maxEventsInBatch: 20 },
    // Of a client that has time: by default the SDK waits ten seconds for an answer and repeats a batch ten times, with
    // growing pauses. A 429 with Retry-After does not count, up to 20 requests more. Any other 4xx but 408, 410 and 460 ends it.
    ...{ maxRetries: 100, httpRequestTimeout: 60_000 },
    httpClient: network.fetch,
  });
  const failures: unknown[] = [];
  analytics.on('error', (error) => failures.push(error));
  const sent: string[] = [];
  for (let index = 0; index < calls; index++) {
    const messageId = `order-${String(index).padStart(5, '0')}`;
    sent.push(messageId);
    analytics.track({ userId: `user-${index % people}`, event: 'Order Completed', messageId });
  }
  await analytics.closeAndFlush({ timeout: 900_000 });
  return { sent, failures };
}

/** Errors of the bus that the door meets, before and after it has accepted the events. */
export const busFaults = (['throttle', 'failBefore', 'failAfter'] as const).map((kind) => ({
  ...{ operation: 'events:PutEvents', function: 'ReceiveTouchpoints', kind },
  probability: 0.15,
}));

async function listStored(session: CloudSession): Promise<string[]> {
  const { cloud } = session;
  const client = new DynamoDBClient({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const TableName = cloud.stack.outputs.find(({ key }) => key === 'TimelineTable')?.value ?? '';
  const ids: string[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
    );
    // One item can have the entries of a session.
    const touchpoints = (page.Items ?? []).filter(({ sk }) => sk?.S?.startsWith('T#'));
    ids.push(...unfoldItems(touchpoints).map(({ entry }) => entry.touchpointId));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  client.destroy();
  return ids;
}

async function replay(plan: CallPlan, seed: number): Promise<boolean> {
  const session = await openSession(orderCount, { startAt: '2026-11-22T10:00:00Z', seed });
  try {
    const created = await session.percorso('--json', 'write-keys', 'create', 'shop', '--kind', 'server');
    const { key: writeKey } = JSON.parse(created) as { key: string };
    const host = session.cloud.stack.outputs.find(({ key }) => key === 'HttpApiUrl')?.value ?? '';
    for (const fault of busFaults) session.cloud.faults.add(fault);
    const network = createFailingNetwork(seed, 0.3);
    const start = performance.now();
    const { sent, failures } = await sendCalls(plan, { writeKey, host }, network);
    const seconds = (performance.now() - start) / 1_000;
    session.cloud.faults.clear();
    const idle = await session.cloud.idle({ step: true, timeout: 900_000 });
    const stored = await listStored(session);
    const distinct = new Set(stored);
    const { orders, profiles, deadLetters } = await readOutcome(session);
    const lost = sent.filter((id) => !distinct.has(id));
    const problems = [
      ...idle.busy,
      ...failures.map((failure) => `the SDK gave up: ${String(failure)}`),
      ...lost.map((id) => `lost: ${id}`),
      ...(stored.length === distinct.size ? [] : [`${stored.length - distinct.size} stored twice`]),
      ...(orders === plan.calls ? [] : [`${orders} orders counted, not ${plan.calls}`]),
      ...(Object.keys(deadLetters).length === 0 ? [] : [`dead letters: ${JSON.stringify(deadLetters)}`]),
    ];
    console.log(
      `${plan.calls} calls of ${plan.people} people, seed ${seed}, sent in ${seconds.toFixed(0)} s`,
    );
    const counts = [...network.counts].sort().map(([what, count]) => `${count} ${what}`);
    console.log(`  requests: ${counts.join(', ')}`);
    console.log(`  stored ${distinct.size}, counted ${orders}, profiles ${profiles}`);
    console.log(`  lost ${lost.length}, doubled ${stored.length - distinct.size}`);
    console.log(problems.length === 0 ? '  as expected' : `  WRONG: ${problems.slice(0, 10).join('; ')}`);
    return problems.length === 0;
  } finally {
    await session.close();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      calls: { type: 'string', default: '10000' },
      people: { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
    },
  });
  const plan = { calls: Number(values.calls), people: Number(values.people) };
  if (!(await replay(plan, Number(values.seed)))) process.exitCode = 1;
}
