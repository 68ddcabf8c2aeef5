/**
 * Every order in which the calls of several workers can happen: one call at a time, whose is chosen by the test.
 * States that were met before (what is stored, and what every worker was answered) are not continued again, for what
 * follows is the same.
 */

/** What a worker does its calls through: waits for its turn, then makes the call. */
export type Gate = <Answer>(call: () => Promise<Answer>) => Promise<Answer>;

export interface Run {
  /** One function per worker. */
  readonly workers: readonly ((gate: Gate) => Promise<unknown>)[];
  /** All that the workers share, as text. */
  describe(): string;
  /** Called when all workers have ended. */
  finish(): Promise<void>;
}

/** Starts the run again for every order. The number of orders that ended differently or were followed to their end. */
export async function enumerateOrders(start: () => Run): Promise<number> {
  const met = new Set<string>();
  const open: (readonly number[])[] = [[]];
  let ended = 0;
  for (let order = open.pop(); order !== undefined; order = open.pop()) {
    const run = start();
    const crew = new Crew(run);
    await crew.settle();
    for (const worker of order) await crew.step(worker);
    const state = crew.describe();
    if (met.has(state)) {
      crew.abandon();
      continue;
    }
    met.add(state);
    const waiting = crew.listWaiting();
    if (waiting.length === 0) {
      await crew.finish();
      ended += 1;
      continue;
    }
    crew.abandon();
    for (const worker of waiting) open.push([...order, worker]);
  }
  return ended;
}

class Crew {
  readonly #run: Run;
  readonly #turns = new Map<number, () => void>();
  readonly #answers: string[][];
  readonly #ends: Promise<unknown>[];
  #running: number;

  constructor(run: Run) {
    this.#run = run;
    this.#running = run.workers.length;
    this.#answers = run.workers.map(() => []);
    this.#ends = run.workers.map((work, worker) =>
      work(this.#makeGate(worker)).finally(() => {
        this.#running -= 1;
      }),
    );
    for (const end of this.#ends) end.catch(() => undefined);
  }

  #makeGate(worker: number): Gate {
    return async (call) => {
      await new Promise<void>((resolve) => {
        this.#turns.set(worker, resolve);
        this.#running -= 1;
      });
      const answer = await call();
      this.#answers[worker]?.push(JSON.stringify(answer));
      return answer;
    };
  }

  async step(worker: number): Promise<void> {
    const turn = this.#turns.get(worker);
    if (turn === undefined) throw new RangeError(`Worker ${worker} waits for nothing`);
    this.#turns.delete(worker);
    this.#running += 1;
    turn();
    await this.settle();
  }

  /** Until every worker waits for its turn or has ended. */
  async settle(): Promise<void> {
    for (let turn = 1; this.#running > 0; turn++) {
      // Code that a worker loads when it first needs it takes more than promises.
      await (turn % 200 === 0 ? new Promise((resolve) => setImmediate(resolve)) : Promise.resolve());
    }
  }

  listWaiting(): readonly number[] {
    return [...this.#turns.keys()];
  }

  describe(): string {
    return JSON.stringify([this.#run.describe(), this.#answers, this.listWaiting().toSorted()]);
  }

  async finish(): Promise<void> {
    await Promise.all(this.#ends);
    await this.#run.finish();
  }

  /** The workers wait for ever and are forgotten. */
  abandon(): void {
    this.#turns.clear();
  }
}
