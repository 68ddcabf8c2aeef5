/** A binary heap of deadlines, earliest first; equal times keep their insertion order. */

export interface Deadline {
  readonly at: number;
  readonly run: () => void;
  /** Index in the heap; -1 once removed. */
  index: number;
  readonly order: number;
}

export class DeadlineHeap {
  readonly #items: Deadline[] = [];
  #count = 0;

  first(): Deadline | undefined {
    return this.#items[0];
  }

  add(at: number, run: () => void): Deadline {
    this.#count += 1;
    const deadline: Deadline = { at, run, index: this.#items.length, order: this.#count };
    this.#items.push(deadline);
    this.#rise(deadline);
    return deadline;
  }

  remove(deadline: Deadline): void {
    const { index } = deadline;
    if (index < 0 || this.#items[index] !== deadline) return;
    deadline.index = -1;
    const last = this.#items.pop();
    if (last === undefined || last === deadline) return;
    this.#items[index] = last;
    last.index = index;
    this.#rise(last);
    this.#sink(last);
  }

  #rise(item: Deadline): void {
    while (item.index > 0) {
      const parent = this.#items[(item.index - 1) >> 1];
      if (parent === undefined || !isBefore(item, parent)) return;
      this.#swap(item, parent);
    }
  }

  #sink(item: Deadline): void {
    for (;;) {
      const left = this.#items[item.index * 2 + 1];
      const right = this.#items[item.index * 2 + 2];
      const child = left && right && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, item)) return;
      this.#swap(child, item);
    }
  }

  #swap(a: Deadline, b: Deadline): void {
    const { index } = a;
    a.index = b.index;
    b.index = index;
    this.#items[a.index] = a;
    this.#items[b.index] = b;
  }
}

function isBefore(a: Deadline, b: Deadline): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}
