/** Reads the counts of the demo: the sums that `percorso statistics` shows. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoStatisticsReader } from '../../adapters/dynamodb/statistics-reader.ts';
import { type DayRange, sumStatistics } from '../../app/inspect/sum-statistics.ts';
import { type Counts, isMessageMeasure } from '../../engine/model/measures.ts';
import { chooseDays } from '../commands/people/statistics.ts';
import type { LocalProcess } from './local-process.ts';

export interface DemoStatistics {
  readonly range: DayRange;
  /** Measures of messages only, to keep the output short. */
  readonly messages: Counts;
  /** Every counted measure. */
  readonly all: Counts;
}

/** The month that the clock was moved, and the day before its start. */
const days = 33;

export async function readStatistics(local: LocalProcess): Promise<DemoStatistics> {
  const { outputs } = (await local.control('GET', 'state')) as { outputs: Readonly<Record<string, string>> };
  const { now } = (await local.control('GET', 'clock')) as { now: string };
  const client = createDynamoClient({
    endpoint: local.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const range = chooseDays({ days }, Date.parse(now));
  try {
    const store = createDynamoStatisticsReader(client, outputs['StatisticsTable'] ?? '');
    const all = await sumStatistics(store, range);
    return { range, messages: selectMessages(all), all };
  } finally {
    client.destroy();
  }
}

function selectMessages(counts: Counts): Counts {
  const selected: Counts = {};
  for (const [origin, measures] of Object.entries(counts)) {
    const kept = Object.entries(measures).filter(([measure]) => isMessageMeasure(measure));
    if (kept.length > 0) selected[origin] = Object.fromEntries(kept);
  }
  return selected;
}
