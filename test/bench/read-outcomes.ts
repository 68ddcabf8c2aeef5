/** What became of the CDNOW customers in their journeys: emails from the provider's own record, the rest from the timeline. */
import {
  type AttributeValue,
  DynamoDBClient,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { decodeProfile } from '../../adapters/dynamodb/profile-item.ts';
import { decodeEntry } from '../../adapters/dynamodb/timeline-item.ts';
import { nameDay } from '../oracles/cdnow-journeys.ts';
import type { SeenOutcome } from '../oracles/compare-outcomes.ts';
import type { CloudSession } from './cloud-session.ts';

type Item = Record<string, AttributeValue>;

export interface SeenOutcomes {
  /** By customer number. */
  readonly runs: ReadonlyMap<string, SeenOutcome>;
  /** People who are still in a journey. */
  readonly stillInside: number;
}

interface OpenOutcome {
  readonly letters: string[];
  readonly heldOut: string[];
  readonly capped: string[];
}

/** Collects what the timeline says before it forgets. */
export interface TraceReader {
  /** Reads all that is there; what was read before counts once. */
  read(): Promise<void>;
  /** By the entry's key and the place of the trace in it. */
  readonly found: ReadonlyMap<string, FoundTrace>;
}

interface FoundTrace {
  readonly profileId: string;
  readonly reason: string;
  readonly day: string;
}

export function createTraceReader(session: CloudSession): TraceReader {
  const found = new Map<string, FoundTrace>();
  return {
    found,
    async read() {
      for await (const item of scan(session, 'TimelineTable')) {
        if (item['entity']?.S !== 'Touchpoint' || item['traces'] === undefined) continue;
        const { profileId, receivedAt, traces } = decodeEntry(item);
        for (const [index, { reason }] of traces.entries()) {
          if (reason !== 'holdout' && reason !== 'frequency_capped') continue;
          const key = `${profileId} ${item['sk']?.S} ${index}`;
          found.set(key, { profileId, reason, day: nameDay(receivedAt) });
        }
      }
    },
  };
}

export async function readOutcomes(session: CloudSession, traces: TraceReader): Promise<SeenOutcomes> {
  const runs = new Map<string, OpenOutcome>();
  const customers = new Map<string, string>();
  let stillInside = 0;
  for await (const item of scan(session, 'ProfilesTable')) {
    const { id, userId = '', journeys } = decodeProfile(item);
    const customer = userId.replace('cdnow-', '');
    customers.set(id, customer);
    runs.set(customer, { letters: [], heldOut: [], capped: [] });
    if (journeys.length > 0) stillInside += 1;
  }
  for (const { to, subject = '', time } of session.cloud.messages()) {
    runs.get(to.replace(/^cdnow-|@.*$/g, ''))?.letters.push(`${subject} ${time.slice(0, 10)}`);
  }
  for (const { profileId, reason, day } of traces.found.values()) {
    const run = runs.get(customers.get(profileId) ?? '');
    (reason === 'holdout' ? run?.heldOut : run?.capped)?.push(day);
  }
  return { runs, stillInside };
}

async function* scan({ cloud }: CloudSession, output: string): AsyncGenerator<Item> {
  const client = new DynamoDBClient({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const TableName = cloud.stack.outputs.find(({ key }) => key === output)?.value ?? '';
  let start: Item | undefined;
  do {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({ TableName, ...(start === undefined ? {} : { ExclusiveStartKey: start }) }),
    );
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  client.destroy();
}
