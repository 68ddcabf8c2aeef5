/** Virtual time: tasks run one at a time in the order of their moments, and no real clock is read. */

interface Task {
  readonly at: number;
  readonly order: number;
  /** False: no asynchronous code was resumed, so nothing needs to settle before the next task. */
  readonly run: () => unknown;
}

/** Between two tasks all promise callbacks run, so the order of everything follows from the order of the tasks. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

export class Scheduler {
  /** Epoch ms. */
  now: number;
  /** Tasks run so far. */
  steps = 0;
  readonly #heap: Task[] = [];
  #scheduled = 0;

  constructor(now: number) {
    this.now = now;
  }

  at(moment: number, run: () => unknown): void {
    this.#push({ at: Math.max(moment, this.now), order: this.#scheduled++, run });
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.at(this.now + milliseconds, resolve));
  }

  /** Runs what is scheduled up to `until` (epoch ms), what is added meanwhile included. */
  async run(until: number): Promise<void> {
    for (let task = this.#heap[0]; task !== undefined && task.at <= until; task = this.#heap[0]) {
      this.#pop();
      this.now = task.at;
      this.steps += 1;
      if (task.run() !== false) await settle();
    }
    this.now = Math.max(this.now, Math.min(until, Number.MAX_SAFE_INTEGER));
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let index = heap.push(task) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isEarlier(task, heap[parent] as Task)) break;
      heap[index] = heap[parent] as Task;
      index = parent;
    }
    heap[index] = task;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isEarlier(heap[child + 1] as Task, heap[child] as Task)) child += 1;
      if (!isEarlier(heap[child] as Task, last)) break;
      heap[index] = heap[child] as Task;
      index = child;
    }
    heap[index] = last;
  }
}

function isEarlier(left: Task, right: Task): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}
