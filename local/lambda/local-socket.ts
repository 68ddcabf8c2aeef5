/** Replaces the socket of a request that has none: only its idle timer has an effect. */

import { EventEmitter } from 'node:events';

export class LocalSocket extends EventEmitter {
  readonly connecting = false;
  destroyed = false;
  #timer: NodeJS.Timeout | undefined;

  setTimeout(ms: number, listener?: () => void): this {
    clearTimeout(this.#timer);
    if (listener !== undefined) this.once('timeout', listener);
    if (ms > 0) this.#timer = setTimeout(() => this.emit('timeout'), ms);
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  destroy(): this {
    clearTimeout(this.#timer);
    this.destroyed = true;
    return this;
  }
}
