/** The lake of a function that starts cold: loads Firehose's client with the first rows. */
import type { LakeStream } from '../../app/ports/lake.ts';
import { openOnce } from '../open-once.ts';

/** `stream`: empty in a stage without a lake. */
export function createLazyLakeStream(stream: string): LakeStream | undefined {
  if (stream === '') return undefined;
  const open = openOnce(async () => (await import('./lake-stream.ts')).createFirehoseLakeStream(stream));
  return { put: async (records) => (await open()).put(records) };
}
