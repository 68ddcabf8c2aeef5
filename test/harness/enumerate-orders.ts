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

/**
 * Starts the run again for every order that is not the continuation of another. The number of orders that ended
 * differently.
 */
export async function enumerateOrders(start: () => Run): Promise<number> {
  const met = new Set<string>();
  const open: (readonly number[])[] = [[]];
  let ended = 0;
  for (let order = open.pop(); order !== undefined; order = open.pop()) {
    const crew = new Crew(start());
    await crew.settle();
    for (const worker of order) await crew.step(worker);
    for (let state = crew.describe(); !met.has(state); state = crew.describe()) {
      met.add(state);
      const [next, ...others] = crew.listWaiting();
      if (next === undefined) {
        await crew.finish();
        ended += 1;
        break;
      }
      for (const worker of others) open.push([...order, worker]);
      order = [...order, next];
      await crew.step(next);
    }
    crew.abandon();
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
