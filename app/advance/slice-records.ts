/** Cuts a batch of records into slices that are finished one after the other: packed events can hold very many people. */
import type { QueueRecord } from '../runtime/sqs-batch.ts';
import { parseRecord } from './parse-record.ts';
import type { QueueMessage } from './queue-message.ts';

/** Two full packed events: some seconds of work on a sixth of a core, a third of the function's time. */
const sliceSize = 200;

export interface Slice {
  readonly records: readonly QueueRecord[];
  readonly deliveries: readonly QueueMessage[];
}

/** In the records' order, at least one record per slice. Ten unpacked events are always one slice. */
export function sliceRecords(records: readonly QueueRecord[]): readonly Slice[] {
  const slices: { records: QueueRecord[]; deliveries: QueueMessage[] }[] = [];
  for (const record of records) {
    const deliveries = parseRecord(record);
    const slice = slices.at(-1);
    if (slice === undefined || slice.deliveries.length + deliveries.length > sliceSize) {
      slices.push({ records: [record], deliveries: [...deliveries] });
    } else {
      slice.records.push(record);
      slice.deliveries.push(...deliveries);
    }
  }
  return slices;
}
