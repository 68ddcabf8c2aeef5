/** Every way in which the one call of an SMS provider can end, for both services: the request reaches AWS, or it does not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPinpointSmsProvider } from '../../../adapters/providers/pinpoint-sms.ts';
import { createSmsVoiceProvider } from '../../../adapters/providers/sms-voice.ts';
import type { Provider, RenderedSms } from '../../../app/ports/providers.ts';
import type { MessageClass } from '../../../engine/model/effects.ts';
import { type LoopbackServer, openLoopbackServer, type ServerAnswer } from '../../harness/loopback-server.ts';
import { connectTo, fail } from '../../harness/provider-server.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { countTotal, createSendingSetup, makeMessage } from '../../harness/sending-setup.ts';
import { createSmsSender } from '../../harness/sms-sender.ts';

let server: LoopbackServer;
beforeEach(async () => {
  server = await openLoopbackServer();
});
afterEach(() => server.close());

interface Service {
  readonly name: string;
  readonly create: (server: LoopbackServer) => Provider<RenderedSms>;
  readonly accepted: ServerAnswer;
}

const to = makeMessage().to;
const services: readonly Service[] = [
  {
    name: 'Pinpoint',
    create: (own) => createPinpointSmsProvider({ applicationId: 'app', origination: '' }, connectTo(own)),
    accepted: {
      status: 200,
      body: { Result: { [to]: { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, MessageId: 'pp-1' } } },
    },
  },
  {
    name: 'End User Messaging',
    create: (own) => createSmsVoiceProvider({ origination: 'pool-1', configurationSet: '' }, connectTo(own)),
    accepted: { status: 200, body: { MessageId: 'v-1' } },
  },
];

type Ending = 'reset' | ServerAnswer;

/** A first call that ends like this, and calls that are accepted. */
async function send({ create, accepted }: Service, kind: MessageClass, first: Ending) {
  const setup = await createSendingSetup();
  server.answers.push(first, accepted, accepted);
  const times: number[] = [];
  const own = create(server);
  const provider: Provider<RenderedSms> = {
    send: (...input) => {
      times.push(setup.clock.now);
      return own.send(...input);
    },
  };
  const message = makeMessage({ class: kind });
  const { dead } = await drainQueue(setup, createSmsSender(setup, { ports: { ...setup.ports, provider } }), [
    message,
  ]);
  expect(dead).toEqual([]);
  expect(countTotal(setup)).toBe(1);
  const { state, reason } = (await setup.ledger.read(message.profileId, message.id)) ?? {};
  return { state, reason, requests: server.requests.length, times };
}

describe.each(services)('an SMS by $name', (service) => {
  // The request was read: AWS may have accepted the message, and its answer is lost.
  const lost: [string, Ending][] = [
    ['breaks after the request', 'reset'],
    ['ends with a fault of the service', fail(500, 'InternalServerException')],
    ['ends with an answer without an id', { status: 200, body: {} }],
  ];

  it.each(lost)('is not sent again when the call %s and it is promotional', async (_how, ending) => {
    expect(await send(service, 'promotional', ending)).toMatchObject({
      ...{ state: 'unknown', reason: 'outcome_unknown', requests: 1 },
    });
  });

  it.each(lost)(
    'is sent again after feedback had its time when the call %s and it is transactional',
    async (_how, ending) => {
      const { state, requests, times } = await send(service, 'transactional', ending);
      expect([state, requests]).toEqual(['sent', 2]);
      expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(600_000);
    },
  );

  it.each(['promotional', 'transactional'] as const)(
    'is sent by a later call, once, when AWS throttles the first and it is %s',
    async (kind) => {
      const name = service.name === 'Pinpoint' ? 'TooManyRequestsException' : 'ThrottlingException';
      expect(await send(service, kind, fail(429, name))).toMatchObject({ state: 'sent', requests: 2 });
    },
  );

  it.each(['promotional', 'transactional'] as const)(
    'is sent by one request when nothing fails and it is %s',
    async (kind) => {
      expect(await send(service, kind, service.accepted)).toMatchObject({ state: 'sent', requests: 1 });
    },
  );
});
