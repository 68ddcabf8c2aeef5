/** The sending rate of an SES account: a short burst above it is accepted, more is throttled. Keeps who was served when. */

export interface MailCall {
  readonly at: number;
  readonly isThrottled: boolean;
  readonly isTransactional: boolean;
}

export class MailAccount {
  readonly calls: MailCall[] = [];
  throttled = 0;
  readonly #rate: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt = 0;

  /** `rate` in messages a second; `burst` in seconds of it. */
  constructor(rate: number, burst = 1) {
    this.#rate = rate;
    this.#burst = Math.max(2, rate * burst);
    this.#tokens = this.#burst;
  }

  /** False: throttled. `now` in epoch ms. */
  call(now: number, isTransactional: boolean): boolean {
    if (this.#filledAt > 0) {
      this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate);
    }
    this.#filledAt = now;
    const isThrottled = this.#tokens < 1;
    if (isThrottled) this.throttled += 1;
    else this.#tokens -= 1;
    this.calls.push({ at: now, isThrottled, isTransactional });
    return !isThrottled;
  }

  /** Messages a second in [from, from + seconds); `from` in epoch ms. */
  countRate(from: number, seconds: number, matches: (call: MailCall) => boolean = () => true): number {
    const until = from + seconds * 1000;
    const count = this.calls.filter((call) => call.at >= from && call.at < until && matches(call)).length;
    return count / seconds;
  }
}
