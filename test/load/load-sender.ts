/** The real sender of email over memory adapters, each call of which takes its time. */
import { shapeEmail } from '../../adapters/content/shape-content.ts';
import type { RenderedEmail } from '../../app/ports/providers.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { createMessageSender, type MessageSenderPorts } from '../../app/send/message-sender.ts';
import type { SendRates } from '../../app/send/pace-delivery.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { promotionalWindow } from '../../lib/sending-rate.ts';
import { createSendingSetup, makeMessage, renderInProcess, start } from '../harness/sending-setup.ts';
import { createRandom, type Random } from '../simulation/random.ts';
import { Scheduler } from '../simulation/scheduler.ts';
import { drawLatency, type LatencyName } from './latency.ts';
import { type LambdaRoom, LoadFunction } from './load-function.ts';
import { LoadQueue } from './load-queue.ts';
import type { MailAccount } from './mail-account.ts';

export interface LoadSenderSettings {
  readonly seed: number;
  readonly account: MailAccount;
  /** Absent: not paced. */
  readonly rates?: SendRates;
  readonly concurrency: { readonly promotional: number; readonly transactional: number };
  readonly scheduler?: Scheduler;
  readonly room?: LambdaRoom;
  onSent?(message: SendMessage): void;
}

export interface LoadSender {
  readonly scheduler: Scheduler;
  readonly queues: Readonly<Record<SendMessage['class'], LoadQueue>>;
  readonly sender: LoadFunction;
}

/** Epoch ms at which every load test starts. */
export const loadStart = start;

export async function createLoadSender(settings: LoadSenderSettings): Promise<LoadSender> {
  const { seed, account, rates, concurrency, scheduler = new Scheduler(start) } = settings;
  const random = createRandom(seed, 'latency');
  const queues = { promotional: new LoadQueue(scheduler), transactional: new LoadQueue(scheduler) };
  const { ports } = await createSendingSetup();
  const delayed = delayCalls(ports, scheduler, random);
  const provider: MessageSenderPorts<RenderedEmail>['provider'] = {
    async send(message) {
      await scheduler.wait(drawLatency(random, 'sendMail') / 2);
      const isAccepted = account.call(scheduler.now, message.class === 'transactional');
      await scheduler.wait(drawLatency(random, 'sendMail') / 2);
      if (!isAccepted) return { kind: 'deferred', reason: 'throttled', isThrottled: true };
      settings.onSent?.(message);
      return { kind: 'accepted', providerId: message.id };
    },
  };
  const sender = new LoadFunction({
    name: 'send-email',
    scheduler,
    random: createRandom(seed, 'environments'),
    ...omitAbsent({ room: settings.room }),
    start() {
      let queue = queues.promotional;
      const send = createMessageSender<RenderedEmail>({
        channel: 'email',
        ports: {
          ...delayed,
          provider,
          visibility: {
            async extend(timeouts) {
              for (const { receiptHandle, seconds } of timeouts) queue.hide(receiptHandle, seconds);
            },
          },
        },
        sandbox: renderInProcess(),
        shape: shapeEmail,
        timelineDays: 30,
        now: () => scheduler.now,
        random: random.next,
        ...(rates && { pace: { rates, sleep: (milliseconds) => scheduler.wait(milliseconds) } }),
      });
      return (records, from, requestId) => {
        queue = from;
        return send(records, { requestId, telemetry: silentTelemetry });
      };
    },
  });
  sender.subscribe(queues.promotional, concurrency.promotional, promotionalWindow);
  sender.subscribe(queues.transactional, concurrency.transactional);
  return { scheduler, queues, sender };
}

export function sendLoad({ queues, scheduler }: LoadSender, count: number, kind: SendMessage['class']): void {
  for (let index = 0; index < count; index++) {
    const id = `${kind}-${scheduler.now}-${index}`;
    const message = makeMessage({ id, channel: 'email', class: kind, decidedAt: scheduler.now });
    queues[kind].send(JSON.stringify(message));
  }
}

const delays: Readonly<Record<string, LatencyName>> = {
  load: 'read',
  read: 'read',
  has: 'read',
  wait: 'write',
  claim: 'write',
  reclaim: 'write',
  recount: 'write',
  settle: 'write',
};

type Call = (...parameters: unknown[]) => Promise<unknown>;

/** Every call of a port takes its time first. The program is read once per process and takes none. */
function delayCalls<Ports extends object>(ports: Ports, scheduler: Scheduler, random: Random): Ports {
  const names = ['profiles', 'addresses', 'ledger', 'statistics', 'events'];
  const wrapped = Object.entries(ports).map(([name, port]) => {
    if (!names.includes(name)) return [name, port] as const;
    const calls = Object.entries(port as Record<string, Call>).map(([method, call]) => {
      const latency = name === 'events' ? 'putEvents' : (delays[method] ?? 'write');
      const delayedCall: Call = async (...parameters) => {
        await scheduler.wait(drawLatency(random, latency));
        return call(...parameters);
      };
      return [method, delayedCall] as const;
    });
    return [name, Object.fromEntries(calls)] as const;
  });
  return Object.fromEntries(wrapped) as Ports;
}
