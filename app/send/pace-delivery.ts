/** Sends at the pace of the class: each message waits for its turn before it is prepared, so that its last check is fresh. */
import type { ProviderAnswer } from '../ports/providers.ts';
import { createPace, type Pace, type PaceWindow, type Yielding } from './pace.ts';
import type { Decided, Sending, SendResult } from './sending.ts';

/** Provider calls a second of one invocation, per class; 0 or absent = not paced. */
export interface SendRates {
  readonly promotional?: number;
  readonly transactional?: number;
}

export interface PaceTools {
  readonly rates: SendRates;
  /** Epoch ms. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

type MessageClass = keyof SendRates;

/** Transactional messages may use the whole rate: when the provider throttles, the promotional ones give way. */
const yieldings: Readonly<Record<MessageClass, Yielding>> = {
  promotional: { cut: 2, limit: 20, recovery: 0.03 },
  transactional: { cut: 1.05, limit: 10, recovery: 0.1 },
};

/** A throttled call of a transactional message is repeated within its claim: it was certainly not sent. */
const mostCalls: Readonly<Record<MessageClass, number>> = { promotional: 1, transactional: 6 };

/** Of one process. */
export interface SendPaces {
  /** Of one invocation. */
  begin(deliveries: readonly Sending[]): PacedRun;
}

export interface PacedRun {
  /** Undefined: no time is left for the message; nothing was read or written. */
  deliver(
    delivery: Sending,
    deliver: (delivery: Sending) => Promise<SendResult>,
  ): Promise<SendResult | undefined>;
  finish(): Promise<void>;
}

export function createSendPaces({ rates, now, sleep }: PaceTools): SendPaces {
  const paces = new Map<MessageClass, Pace>();
  for (const name of ['promotional', 'transactional'] as const) {
    const rate = rates[name] ?? 0;
    if (rate > 0) paces.set(name, createPace({ rate, yielding: yieldings[name], now, sleep }));
  }
  return {
    begin(deliveries) {
      const classes = Map.groupBy(deliveries, readClass);
      const windows = new Map(
        [...paces].map(([name, pace]) => [name, pace.begin(Math.max(1, classes.get(name)?.length ?? 0))]),
      );
      return {
        async deliver(delivery, deliver) {
          const messageClass = readClass(delivery);
          const window = messageClass && windows.get(messageClass);
          if (messageClass === undefined || window === undefined) return deliver(delivery);
          return deliverInTurn(delivery, deliver, window, mostCalls[messageClass]);
        },
        async finish() {
          await Promise.all([...windows.values()].map((window) => window.finish()));
        },
      };
    },
  };
}

function readClass({ effect }: Sending): MessageClass | undefined {
  return effect.kind === 'SendMessage' ? effect.class : undefined;
}

async function deliverInTurn(
  delivery: Sending,
  deliver: (delivery: Sending) => Promise<SendResult>,
  window: PaceWindow,
  calls: number,
): Promise<SendResult | undefined> {
  if (!(await window.enter())) return undefined;
  let isCalled = false;
  const prepare = async () => {
    const preparation = await delivery.prepare();
    if (preparation.kind !== 'ready') return preparation;
    const call = () => {
      isCalled = true;
      window.charge(preparation.bill?.parts ?? 1);
      return callInTurn(preparation, window, calls);
    };
    return { ...preparation, call };
  };
  try {
    return await deliver({ ...delivery, prepare });
  } finally {
    if (!isCalled) window.giveBack();
  }
}

async function callInTurn(
  { call }: Extract<Decided, { kind: 'ready' }>,
  window: PaceWindow,
  calls: number,
): Promise<ProviderAnswer> {
  for (let count = 1; ; count++) {
    const answer = await call();
    if (answer.kind !== 'deferred' || answer.isThrottled !== true) return answer;
    window.slowDown();
    if (count >= calls || !(await window.enter())) return answer;
  }
}
