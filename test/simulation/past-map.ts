/** A map that keeps the earlier values of its keys, with their times. */

export interface PastWrite<Value> {
  readonly key: string;
  /** Epoch ms. */
  readonly at: number;
  readonly value: Value;
}

export class PastMap<Value> extends Map<string, Value> {
  readonly #readTime: () => number;
  readonly #writes: PastWrite<Value>[] = [];

  /** `readTime` in epoch ms. */
  constructor(readTime: () => number) {
    super();
    this.#readTime = readTime;
  }

  override set(key: string, value: Value): this {
    this.#writes.push({ key, at: this.#readTime(), value });
    return super.set(key, value);
  }

  /** As of `moment` (epoch ms). */
  asOf(moment: number): Map<string, Value> {
    const past = new Map<string, Value>();
    for (const { key, at, value } of this.#writes) {
      if (at > moment) break;
      past.set(key, value);
    }
    return past;
  }

  /** Everything that was written under a key, oldest first. */
  listWrites(key: string): readonly PastWrite<Value>[] {
    return this.#writes.filter((write) => write.key === key);
  }
}
