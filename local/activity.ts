/** Knows what the cloud is busy with, so that a caller can wait until everything is quiet. */

/** A place where work can wait: answers a short line when it holds work that will go on by itself. */
export type BusyProbe = () => string | undefined;

export class Activity {
  readonly #running = new Map<string, number>();
  readonly #probes: BusyProbe[] = [];
  #count = 0;
  #waiting: (() => void)[] = [];

  /** Adds a place to ask before the cloud counts as settled. */
  addProbe(probe: BusyProbe): void {
    this.#probes.push(probe);
  }

  /** Counts `work` as running under `label` until it is over. */
  async track<T>(work: Promise<T>, label = 'work'): Promise<T> {
    this.begin(label);
    try {
      return await work;
    } finally {
      this.end(label);
    }
  }

  begin(label: string): void {
    this.#count += 1;
    this.#running.set(label, (this.#running.get(label) ?? 0) + 1);
  }

  end(label: string): void {
    this.#count -= 1;
    const left = (this.#running.get(label) ?? 1) - 1;
    if (left > 0) this.#running.set(label, left);
    else this.#running.delete(label);
    if (this.#count === 0) this.#wake();
  }

  /** What is going on now, in words; empty when settled. */
  describe(): string[] {
    const running = [...this.#running].map(([label, count]) => `${count} x ${label}`);
    return [...running, ...this.#probes.map((probe) => probe()).filter((line) => line !== undefined)];
  }

  isSettled(): boolean {
    return this.#count === 0 && this.#probes.every((probe) => probe() === undefined);
  }

  /** Resolves once nothing runs and nothing is ready to run. Deadlines ahead do not count. */
  async whenSettled(signal?: AbortSignal): Promise<void> {
    for (;;) {
      // A turn of the loop first: what was started by a callback has time to show itself.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.isSettled() || signal?.aborted) return;
      await this.#nextChange(signal);
    }
  }

  #nextChange(signal: AbortSignal | undefined): Promise<void> {
    if (this.#count === 0) return new Promise((resolve) => setTimeout(resolve, 1));
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
