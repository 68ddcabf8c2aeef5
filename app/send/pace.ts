/**
 * The pace of a sender: provider calls a second of one invocation. The stage divides the provider's rate between the
 * concurrent invocations (lib/sending-rate.ts), so none of them needs to know of the others. An invocation holds its
 * place until its calls have used their time. The pace is therefore kept whichever process serves the next batch.
 */

/** How a class answers to throttling. */
export interface Yielding {
  /** Factor of the interval between calls after a throttled answer. */
  readonly cut: number;
  /** The longest interval, as a multiple of the planned one. */
  readonly limit: number;
  /** Share of the slowness above 1 that is lost each second. */
  readonly recovery: number;
}

export interface PaceSettings {
  /** Calls a second of one invocation. */
  readonly rate: number;
  readonly yielding: Yielding;
  /** Epoch ms. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The calls of one invocation. */
export interface PaceWindow {
  /** Waits for the turn of one call. False: the invocation has no time left for it. */
  enter(): Promise<boolean>;
  /** The message needed no call: the next one gets its turn. */
  giveBack(): void;
  /** The call sends several units of the rate (parts of an SMS). */
  charge(units: number): void;
  /** The provider throttled a call. */
  slowDown(): void;
  /** Waits until the calls have used their time. */
  finish(): Promise<void>;
}

/** Of one process. */
export interface Pace {
  /** `size`: messages of the invocation. */
  begin(size: number): PaceWindow;
}

const SECOND = 1000;
/** Milliseconds after the start in which calls begin: a call may take 15 s, and a sender times out after 60 s. */
const lastEntry = 30 * SECOND;
const lastHold = 45 * SECOND;
/** Milliseconds at the end of a window in which no call begins, so that its last call ends within it; at most half. */
const tail = 250;
/** The part of a window that makes up for the time between two invocations. */
const mostCredit = 0.04;
/** Milliseconds after which a waiting message looks again: another may have given its turn back. */
const slice = 50;
/** Milliseconds in which throttled answers are one signal. */
const signalTime = SECOND;

export function createPace({ rate, yielding, now, sleep }: PaceSettings): Pace {
  let slowness = 1;
  let slowedAt = Number.NEGATIVE_INFINITY;
  let endedAt = Number.NEGATIVE_INFINITY;

  function recover(): number {
    const seconds = (now() - slowedAt) / SECOND;
    return 1 + (slowness - 1) * (1 - yielding.recovery) ** seconds;
  }

  /** Milliseconds of one call. */
  const interval = () => (SECOND / rate) * recover();

  function slowDown(): void {
    if (now() - slowedAt < signalTime) return;
    slowness = Math.min(yielding.limit, recover() * yielding.cut);
    slowedAt = now();
  }

  function begin(size: number): PaceWindow {
    const startedAt = now();
    const gap = startedAt - endedAt;
    let [calls, nextAt] = [0, startedAt];
    let previous: Promise<unknown> = Promise.resolve();

    function space(): number {
      const whole = size * interval();
      return (whole - Math.min(whole / 2, tail)) / size;
    }

    /** Replaces the one unit of a turn. */
    function charge(units: number): void {
      calls += units - 1;
      nextAt += (units - 1) * space();
    }

    async function enterNext(): Promise<boolean> {
      while (nextAt > now()) {
        if (nextAt > startedAt + lastEntry) return false;
        await sleep(Math.min(nextAt - now(), slice));
      }
      calls += 1;
      nextAt += space();
      return true;
    }

    return {
      enter() {
        const entered = previous.then(enterNext);
        previous = entered;
        return entered;
      },
      giveBack: () => charge(0),
      charge,
      slowDown,
      async finish() {
        const used = calls * interval();
        const until = Math.min(startedAt + lastHold, startedAt + used - Math.min(gap, used * mostCredit));
        if (calls > 0 && until > now()) await sleep(until - now());
        endedAt = now();
      },
    };
  }

  return { begin };
}
