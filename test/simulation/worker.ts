/** One execution environment: a process that lives over several invocations until it dies, and whose calls may fail. */
import { isBatch, listItems, processSome, staleReads } from './calls.ts';
import { createRandom, type Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Stores } from './stores.ts';
import { drawFate, type Fate, type FaultKind, type Outage, type Weather } from './weather.ts';

/** What happened in a world, for its story and its counts. */
export interface Journal {
  /** Adds a line at the present moment; `text` is made only when the lines are wanted. */
  note(actor: string, text: () => string): void;
  /** Adds one to a count. */
  count(what: string): void;
}

export interface WorldContext {
  readonly seed: number;
  readonly start: number;
  readonly scheduler: Scheduler;
  readonly stores: Stores;
  readonly weather: Weather;
  readonly journal: Journal;
  /** Faults left out: `<worker>/<number of the call>`. */
  readonly withoutFaults: ReadonlySet<string>;
}

/** AWS said no, or the answer was lost. */
export class CallFailedError extends Error {
  readonly $metadata = { httpStatusCode: 500 };
  constructor(name: string, kind: FaultKind) {
    super(`${name} ${kind}`);
    this.name = kind === 'times out after' ? 'TimeoutError' : 'InternalServerError';
  }
}

interface Process {
  isDead: boolean;
  /** Epoch ms: when its invocation is ended from outside. */
  deadline: number;
}

const never = () => new Promise<never>(() => undefined);

export class Worker {
  readonly name: string;
  /** Milliseconds by which its clock is ahead. */
  readonly clockOffset: number;
  readonly random: Random;
  /** Called when its process died: whatever it was at is lost. */
  onDeath: () => void = () => undefined;
  readonly #context: WorldContext;
  #process: Process = { isDead: false, deadline: Number.POSITIVE_INFINITY };
  #calls = 0;

  constructor(context: WorldContext, name: string) {
    this.#context = context;
    this.name = name;
    this.random = createRandom(context.seed, name);
    const { skew } = context.weather;
    this.clockOffset = skew === 0 ? 0 : this.random.integer(-skew, skew);
  }

  /** Its own clock, epoch ms. */
  now(): number {
    return this.#context.scheduler.now + this.clockOffset;
  }

  begin(timeout: number): void {
    this.#process.deadline = this.#context.scheduler.now + timeout;
  }

  /** Milliseconds until the invocation is ended. */
  remaining(): number {
    return this.#process.deadline - this.#context.scheduler.now;
  }

  /** A new process takes over; calls of the former one that are under way may still have their effect. */
  restart(): void {
    this.#process.isDead = true;
    this.#process = { isDead: false, deadline: Number.POSITIVE_INFINITY };
  }

  async wait(milliseconds: number): Promise<void> {
    const process = this.#process;
    await this.#context.scheduler.wait(milliseconds);
    if (process.isDead) await never();
  }

  /** The ports as this worker's present process reaches them. */
  wrap<Ports extends object>(ports: Ports): Ports {
    const process = this.#process;
    return mapMembers(ports, (portName, port) =>
      typeof port === 'object' && port !== null
        ? mapMembers(port, (method, member) =>
            typeof member === 'function'
              ? method === 'makeCursor'
                ? member
                : (...parameters: unknown[]) =>
                    this.#call(process, `${portName}.${method}`, parameters, async (given) =>
                      member.apply(port, given),
                    )
              : member,
          )
        : port,
    );
  }

  async #call(
    process: Process,
    name: string,
    parameters: readonly unknown[],
    act: (parameters: readonly unknown[]) => Promise<unknown>,
  ): Promise<unknown> {
    if (process.isDead) return never();
    const { scheduler, weather, withoutFaults } = this.#context;
    const fate = drawFate(this.random, weather);
    const key = `${this.name}/${++this.#calls}`;
    await scheduler.wait(fate.delay);
    if (process.isDead) {
      // It left the machine before the process died.
      if (fate.delay % 2 === 0) await act(parameters).catch(() => undefined);
      return never();
    }
    if (scheduler.now > process.deadline) return this.#die(process, key, `${name} in time`);
    const isStormy = scheduler.now < this.#context.start + weather.calmAt;
    const outage = this.#findOutage(name);
    if (outage === 'takes nothing' && isBatch(name)) return listItems(name, parameters);
    const drawn = isStormy && !withoutFaults.has(key) ? fate.fault : undefined;
    const fault = outage === undefined ? drawn : outage === 'dies before' ? 'dies before' : 'fails before';
    const read = () => this.#readStale(name, parameters, fate, isStormy, key) ?? act(parameters);
    return fault === undefined ? read() : this.#strike(process, { name, key, parameters, fault }, read, act);
  }

  async #strike(
    process: Process,
    {
      name,
      key,
      parameters,
      fault,
    }: { name: string; key: string; parameters: readonly unknown[]; fault: FaultKind },
    read: () => Promise<unknown>,
    act: (parameters: readonly unknown[]) => Promise<unknown>,
  ): Promise<unknown> {
    if (fault === 'takes only some' && !isBatch(name)) return read();
    if (fault === 'is repeated' && name === 'provider.send') return read();
    const { journal, scheduler } = this.#context;
    journal.count(fault);
    journal.note(this.name, () => `${name} ${fault} [${key}]`);
    if (fault === 'takes only some') return processSome(name, parameters, this.random, act);
    if (fault === 'dies before') return this.#die(process, key, name);
    if (fault === 'fails before') throw new CallFailedError(name, fault);
    const answer = await act(parameters);
    if (fault === 'is repeated') return act(parameters);
    if (fault === 'dies after') return this.#die(process, key, name);
    if (fault === 'times out after') await scheduler.wait(3_000);
    if (process.isDead) return never();
    void answer;
    throw new CallFailedError(name, fault);
  }

  #die(process: Process, key: string, call: string): Promise<never> {
    const { journal } = this.#context;
    journal.count('deaths');
    journal.note(this.name, () => `the process dies at ${call} [${key}]`);
    process.isDead = true;
    if (process === this.#process) {
      this.restart();
      this.onDeath();
    }
    return never();
  }

  #readStale(
    name: string,
    parameters: readonly unknown[],
    { lag }: Fate,
    isStormy: boolean,
    key: string,
  ): Promise<unknown> | undefined {
    const { stores, scheduler, journal, withoutFaults } = this.#context;
    if (lag === undefined || !isStormy || withoutFaults.has(key)) return undefined;
    const read = staleReads[name]?.(stores, parameters, scheduler.now - lag);
    if (read === undefined) return undefined;
    journal.count('stale reads');
    journal.note(this.name, () => `${name} is answered as of ${lag} ms ago [${key}]`);
    return read;
  }

  #findOutage(name: string): Outage['kind'] | undefined {
    const { weather, scheduler, start } = this.#context;
    const elapsed = scheduler.now - start;
    return weather.outages.find(
      ({ port, from, to, actor }) =>
        (name === port || name.startsWith(`${port}.`)) &&
        elapsed >= from &&
        elapsed < to &&
        (actor === undefined || this.name === actor),
    )?.kind;
  }
}

/** Reads members through, so that a port with state keeps it. */
function mapMembers<Target extends object>(
  target: Target,
  map: (name: string, value: unknown) => unknown,
): Target {
  const mapped: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(target)) mapped[name] = map(name, value);
  return mapped as Target;
}
