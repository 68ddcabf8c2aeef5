/** The public pages on a loopback port: what a browser sees of them, without a function around. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LinkSetup } from './link-server.ts';

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startPages(setup: LinkSetup): Promise<PageServer> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://pages.test');
    const answer = await setup.ask({
      method: request.method ?? 'GET',
      path: pathname,
      query: searchParams,
      form: new URLSearchParams(Buffer.concat(chunks).toString()),
      acceptLanguage: request.headers['accept-language'] ?? '',
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
