/** `percorso preview` of a template that fetches content. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LoopbackServer, openLoopbackServer } from '../../../harness/loopback-server.ts';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';
import { makeSms } from '../../../harness/templates.ts';

let server: LoopbackServer;
let folder: Folder;
beforeAll(async () => {
  server = await openLoopbackServer();
  folder = openFolder();
});
afterAll(async () => {
  folder.remove();
  await server.close();
});

function preview(onFailure: 'abort' | 'fallback') {
  const { host } = new URL(server.url);
  const fetch = {
    ...{ name: 'stock', url: `${server.url}/stock`, retries: 0, onFailure },
    ...(onFailure === 'fallback' && { fallback: { left: 'Some' } }),
  };
  const policy = { kind: 'policy', id: 'contact', status: 'live', allowedHosts: [host] };
  folder.write('template.json', JSON.stringify(makeSms('{{ content.stock.left }} left', { fetch: [fetch] })));
  folder.write('policy.json', JSON.stringify(policy));
  return runCommand(['preview', 'welcome', 'template.json', 'policy.json'], { directory: folder.path });
}

it('shows what the host answers', async () => {
  server.answers.push({ status: 200, body: { left: 3 } });
  const { exitCode, output } = await preview('abort');
  expect([exitCode, output.includes('3 left')]).toEqual([0, true]);
});

it('shows the fallback and says why, or that the message would not be sent', async () => {
  server.answers.push({ status: 500 }, { status: 404 });
  const { exitCode, output, errors } = await preview('fallback');
  expect([exitCode, output.includes('Some left')]).toEqual([0, true]);
  expect(errors).toContain('content.stock shows its fallback: http_500.');
  const aborted = await preview('abort');
  expect(aborted.exitCode).not.toBe(0);
  expect(aborted.errors).toContain('would not be sent: its content cannot be read (http_404)');
});
