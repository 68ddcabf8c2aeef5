/** What a replay left behind: profiles and sums from the table, emails from the provider's own record. */
import {
  type AttributeValue,
  DynamoDBClient,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { decodeProfile } from '../../adapters/dynamodb/profile-item.ts';
import type { CloudSession } from './cloud-session.ts';

export interface Outcome {
  readonly seed: number;
  readonly profiles: number;
  readonly orders: number;
  readonly revenueCents: number;
  /** Address → emails sent to it. */
  readonly emails: ReadonlyMap<string, number>;
  readonly deadLetters: Readonly<Record<string, number>>;
}

export async function readOutcome(session: CloudSession): Promise<Outcome> {
  const { cloud } = session;
  const client = new DynamoDBClient({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const TableName = cloud.stack.outputs.find(({ key }) => key === 'ProfilesTable')?.value ?? '';
  let profiles = 0;
  let orders = 0;
  let revenueCents = 0;
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({ TableName, ...(start === undefined ? {} : { ExclusiveStartKey: start }) }),
    );
    for (const item of page.Items ?? []) {
      const { computed } = decodeProfile(item);
      profiles += 1;
      orders += computed['orders']?.count ?? 0;
      revenueCents += Math.round((computed['revenue']?.sum ?? 0) * 100);
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  client.destroy();
  const emails = new Map<string, number>();
  for (const { to } of cloud.messages()) emails.set(to, (emails.get(to) ?? 0) + 1);
  const { deadLetters } = await cloud.idle();
  return { seed: cloud.seed, profiles, orders, revenueCents, emails, deadLetters };
}
