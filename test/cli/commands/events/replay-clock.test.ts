/** `percorso replay` checks timestamps by the clock of the local cloud. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => folder.remove());

describe('percorso replay', () => {
  it('counts as the future what is after the clock of the local cloud, which may be ahead of the machine', async () => {
    const bodies: string[] = [];
    const cloud = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      if (request.url === '/_local/clock') return response.end('{"now":"2027-03-01T12:00:00Z"}');
      bodies.push(body);
      return response.end('{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}');
    });
    await new Promise<void>((resolve) => cloud.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(cloud.address() as AddressInfo).port}`;
    const event = { name: 'Order Completed', detail: { userId: 'u', timestamp: '2027-03-01T09:00:00Z' } };
    folder.write('a.jsonl', JSON.stringify(event));
    const args = ['replay', 'a.jsonl', '--bus', 'b', '--endpoint', endpoint];
    const { exitCode, output, errors } = await runCommand(args, { directory: folder.path });
    cloud.close();
    expect(exitCode, `${output}${errors}`).toBe(0);
    expect(bodies).toHaveLength(1);
  });
});
