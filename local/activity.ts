/** Tracks the cloud's work, so that a caller can wait until the cloud is idle. */

/** A source of work: returns a short description while it has work that will continue by itself. */
export type BusyProbe = () => string | undefined;

export class Activity {
  readonly #running = new Map<string, number>();
  readonly #probes: BusyProbe[] = [];
  #count = 0;
  #waiting: (() => void)[] = [];

  /** Adds a source to check before the cloud counts as idle. */
  addProbe(probe: BusyProbe): void {
    this.#probes.push(probe);
  }

  /** Counts `work` as running under `label` until it is finished. */
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

  /** The current work, in words; empty when idle. */
  describe(): string[] {
    const running = [...this.#running].map(([label, count]) => `${count} x ${label}`);
    return [...running, ...this.#probes.map((probe) => probe()).filter((line) => line !== undefined)];
  }

  isSettled(): boolean {
    return this.#count === 0 && this.#probes.every((probe) => probe() === undefined);
  }

  /** Resolves once nothing runs and nothing is ready to run. Future deadlines do not count. */
  async whenSettled(signal?: AbortSignal): Promise<void> {
    for (;;) {
      // A turn of the event loop first: work started by a callback has time to register.
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
