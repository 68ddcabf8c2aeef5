/** The account's settings in SES: quota and rate, sandbox, suppression, pricing plan; and how SES rates it. */
import { createBadRequest } from './message.ts';

type Fields = Readonly<Record<string, unknown>>;

export const accountOperations = [
  'GetAccount',
  'PutAccountDetails',
  'PutAccountSendingAttributes',
  'PutAccountSuppressionAttributes',
  'PutAccountPricingAttributes',
] as const;

export interface AccountLimits {
  /** Recipients per virtual second before SES throttles. */
  readonly maxSendRate?: number;
  /** Only reported: the local cloud does not refuse what is above it. */
  readonly max24HourSend?: number;
  /** In the sandbox, SES refuses recipients that are not verified. */
  readonly isSandbox?: boolean;
  /** Only reported: the local cloud rates no account. */
  readonly enforcement?: string;
  /** Shares of the emails sent, as CloudWatch shows them. Absent: no data. */
  readonly bounceRate?: number;
  readonly complaintRate?: number;
}

const start = {
  isSending: true,
  plan: 'NONE',
  suppressed: ['BOUNCE', 'COMPLAINT'] as readonly unknown[],
};

export class SesAccount {
  #limits: AccountLimits;
  readonly #initial: AccountLimits;
  #state = start;

  constructor(limits: AccountLimits) {
    this.#initial = limits;
    this.#limits = limits;
  }

  get limits(): AccountLimits {
    return this.#limits;
  }

  /** What no API of SES changes: `POST /_local/account`. */
  change(limits: AccountLimits): AccountLimits {
    this.#limits = { ...this.#limits, ...limits };
    return this.#limits;
  }

  reset(): void {
    this.#limits = this.#initial;
    this.#state = start;
  }

  handle(operation: string, input: Fields, sentLast24Hours: number): Record<string, unknown> {
    switch (operation) {
      case 'GetAccount':
        return this.#describe(sentLast24Hours);
      case 'PutAccountDetails':
        // AWS decides within about a day; the local cloud at once.
        if (input['ProductionAccessEnabled'] === true) this.change({ isSandbox: false });
        return {};
      case 'PutAccountSendingAttributes':
        this.#state = { ...this.#state, isSending: input['SendingEnabled'] === true };
        return {};
      case 'PutAccountSuppressionAttributes':
        this.#state = { ...this.#state, suppressed: readList(input['SuppressedReasons']) };
        return {};
      default:
        this.#state = { ...this.#state, plan: String(input['Plan']) };
        return {};
    }
  }

  #describe(sentLast24Hours: number): Record<string, unknown> {
    const {
      isSandbox = false,
      max24HourSend = isSandbox ? 200 : -1,
      maxSendRate,
      enforcement,
    } = this.#limits;
    return {
      DedicatedIpAutoWarmupEnabled: false,
      EnforcementStatus: enforcement ?? 'HEALTHY',
      ProductionAccessEnabled: !isSandbox,
      SendingEnabled: this.#state.isSending,
      SendQuota: {
        Max24HourSend: max24HourSend,
        MaxSendRate: maxSendRate ?? (isSandbox ? 1 : 1000),
        SentLast24Hours: sentLast24Hours,
      },
      SuppressionAttributes: { SuppressedReasons: this.#state.suppressed },
      PricingAttributes: { CurrentPlan: this.#state.plan },
    };
  }
}

function readList(value: unknown): readonly unknown[] {
  const list = value ?? [];
  if (!Array.isArray(list) || !list.every((reason) => reason === 'BOUNCE' || reason === 'COMPLAINT'))
    throw createBadRequest('SuppressedReasons may have BOUNCE and COMPLAINT');
  return list;
}
