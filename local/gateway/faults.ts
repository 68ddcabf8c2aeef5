/** Injects faults on request: throttle, fail before or after a named operation, or never respond. */

import { type Call, ServiceError } from '../service.ts';

export const faultKinds = ['throttle', 'failBefore', 'failAfter', 'timeoutAfter', 'disconnectAfter'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultOrder {
  /** `ses:SendEmail`, `dynamodb:*`, ... */
  readonly operation: string;
  readonly kind: FaultKind;
  /** Number of calls to fail. Default: all. */
  readonly count?: number;
  /** Number of matching calls to let pass first. */
  readonly skip?: number;
  /** Probability that a matching call fails. Default: 1. */
  readonly probability?: number;
  /** Only calls of this function (logical id). */
  readonly function?: string;
}

export interface Fault extends FaultOrder {
  readonly id: number;
  seen: number;
  fired: number;
}

const throttled: Readonly<Record<string, readonly [string, number]>> = {
  ses: ['TooManyRequestsException', 429],
  mobiletargeting: ['TooManyRequestsException', 429],
  firehose: ['ServiceUnavailableException', 500],
  s3: ['SlowDown', 503],
  sqs: ['RequestThrottled', 400],
  'social-messaging': ['ThrottledRequestException', 429],
};

const failed: Readonly<Record<string, string>> = {
  dynamodb: 'InternalServerError',
  events: 'InternalException',
  firehose: 'InternalFailure',
  s3: 'InternalError',
  'sms-voice': 'InternalServerException',
  'social-messaging': 'InternalServiceException',
  mobiletargeting: 'InternalServerErrorException',
};

export class Faults {
  readonly #random: () => number;
  #faults: Fault[] = [];
  #count = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  add(order: FaultOrder): Fault {
    this.#count += 1;
    const fault = { ...order, id: this.#count, seen: 0, fired: 0 };
    this.#faults.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault for this call, counted as fired. */
  pick(call: Call): FaultKind | undefined {
    for (const fault of this.#faults) {
      if (!isAimedAt(fault, call)) continue;
      fault.seen += 1;
      if (fault.seen <= (fault.skip ?? 0) || fault.fired >= (fault.count ?? Number.POSITIVE_INFINITY))
        continue;
      if (fault.probability !== undefined && this.#random() >= fault.probability) continue;
      fault.fired += 1;
      return fault.kind;
    }
    return undefined;
  }
}

/** The error response of a faulted call. */
export function makeFaultError(kind: FaultKind, service: string): ServiceError {
  if (kind === 'throttle') {
    const [code, status] = throttled[service] ?? ['ThrottlingException', 400];
    return new ServiceError(code, status, 'Rate exceeded (an injected fault).');
  }
  return new ServiceError(
    failed[service] ?? 'InternalFailure',
    500,
    'The service failed (an injected fault).',
  );
}

function isAimedAt(fault: Fault, { service, operation, principal }: Call): boolean {
  const [wantedService, wantedOperation] = fault.operation.split(':');
  if (wantedService !== service || (wantedOperation !== '*' && wantedOperation !== operation)) return false;
  if (fault.function === undefined) return true;
  return principal.kind === 'function' && principal.logicalId.startsWith(fault.function);
}
