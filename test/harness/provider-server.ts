/** A loopback server in the place of AWS: how clients reach it, and its error responses. */
import type { Provider, ProviderAnswer } from '../../app/ports/providers.ts';
import type { LoopbackServer, ServerAnswer } from './loopback-server.ts';
import { makeMessage } from './sending-setup.ts';

export function connectTo(server: LoopbackServer) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint: server.url, region: 'eu-south-1', credentials };
}

/** An AWS error as both wire protocols encode it. */
export function fail(
  status: number,
  name: string,
  body: Readonly<Record<string, unknown>> = {},
): ServerAnswer {
  return { status, headers: { 'x-amzn-ErrorType': name }, body: { __type: name, ...body } };
}

/** Sends a message to a server that gives this answer; returns how the provider classifies it. */
export function sendWithAnswer<Rendered>(
  server: LoopbackServer,
  provider: Provider<Rendered>,
  rendered: Rendered,
  answer: ServerAnswer,
): Promise<ProviderAnswer> {
  server.answers.push(answer);
  return provider.send(makeMessage(), rendered);
}
