/**
 * The lake's rows through Amazon Data Firehose. Each record is a gzip file of its own, so the object that Firehose makes of
 * records is one, too: fewer bytes to bill, and within the throughput of small regions.
 */
import { gzipSync } from 'node:zlib';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { LakeStream } from '../../app/ports/lake.ts';
import { repeatableCallOptions } from '../client-options.ts';

export function createFirehoseLakeStream(stream: string): LakeStream {
  const client = new FirehoseClient(repeatableCallOptions);
  return {
    async put(records) {
      const { FailedPutCount = 0, RequestResponses = [] } = await client.send(
        new PutRecordBatchCommand({
          DeliveryStreamName: stream,
          Records: records.map((rows) => ({
            Data: gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
          })),
        }),
      );
      return FailedPutCount === 0
        ? []
        : records.filter((_, index) => RequestResponses[index]?.ErrorCode !== undefined);
    },
  };
}
