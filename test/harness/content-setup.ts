/** An SMS sender whose template fetches content from a host with planned answers. */
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import type { RenderedSms } from '../../app/ports/providers.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import type { Json } from '../../engine/base/json.ts';
import type { TemplateFetch } from '../../engine/model/documents/template-fetch.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { drainQueue } from './sending-queue.ts';
import { createSendingSetup, makeMessage } from './sending-setup.ts';
import { createSmsSender, readState } from './sms-sender.ts';
import { makeSms } from './templates.ts';

export const stock: TemplateFetch = {
  name: 'stock',
  url: 'https://api.example/stock?shop=1&sku={{ event.properties.sku }}',
};
/** `answers`: of the calls in turn, then `{ left: 7 }`. */
export async function createContentSetup(
  answers: (Json | Error)[],
  fetch: Partial<TemplateFetch> = {},
  hosts = ['api.example'],
) {
  const setup = await createSendingSetup();
  const { compiled } = await compileTemplate(
    makeSms('{{ content.stock.left }} left for {{ profile.traits.first_name }}', {
      fetch: [{ ...stock, ...fetch }],
    }),
  );
  await setup.programs.saveTemplate({ ...compiled, revision: 'stored' });
  await setup.programs.setCurrent(1, {
    ...{ version: 2, hash: 'h2', chunks: 0 },
    policy: { kind: 'policy', id: 'contact', status: 'live', allowedHosts: hosts },
  });
  const urls: string[] = [];
  const content = {
    async read(url: URL) {
      urls.push(url.href);
      const answer = answers.length === 0 ? { left: 7 } : (answers.shift() ?? null);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const send = createSmsSender(setup, { ports: { ...setup.ports, content }, sleep: async () => undefined });
  const make = (id: string, sku = 'a b&c') =>
    makeMessage({
      id,
      template: 'welcome',
      class: 'transactional',
      variables: { profile: { traits: { first_name: 'Ann' } }, event: { properties: { sku } } },
    });
  return {
    setup,
    urls,
    make,
    send: (more: Partial<SendMessage>) => drainQueue(setup, send, [{ ...make('m1'), ...more }]),
    /** One delivery of `m1`: what it counts. */
    async count(): Promise<Record<string, number>> {
      const counts: Record<string, number> = {};
      const telemetry = {
        ...silentTelemetry,
        count(metric: string, quantity = 1) {
          counts[metric] = (counts[metric] ?? 0) + quantity;
        },
      };
      const attributes = { ApproximateReceiveCount: '1', SentTimestamp: '0' };
      const body = JSON.stringify(make('m1'));
      await send([{ messageId: 'r1', receiptHandle: 'h1', body, attributes }], {
        requestId: 'q1',
        telemetry,
      });
      return counts;
    },
    drain: (...ids: string[]) =>
      drainQueue(
        setup,
        send,
        ids.map((id) => make(id)),
      ),
    bodies: () => setup.sent.map(({ rendered }) => (rendered as RenderedSms).body),
    stateOf: (id: string) => readState(setup, make(id)),
  };
}
