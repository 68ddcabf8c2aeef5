/** Classifies a failed call: the message was certainly not sent, or its outcome is unknown. */
import type { ProviderAnswer } from '../../app/ports/providers.ts';

/** The provider answered, but the answer does not say whether the message was sent. */
export class ProviderAnswerUnclearError extends Error {
  readonly code = 'provider_answer_unclear';
  constructor(provider: string, answer: string) {
    super(
      `${provider} answered '${answer}': it is unknown whether the message was sent. It is counted as unknown.`,
    );
    this.name = 'ProviderAnswerUnclearError';
  }
}

/** An AWS error as thrown by the SDK. */
export interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/**
 * The answer that an error means. `classify` handles the provider's own errors (4xx only); if it returns undefined, the
 * status decides. Rethrows the error when the message may have been sent: a time-out, a broken connection, a 5xx.
 */
export function classifyError(
  error: unknown,
  classify: (error: ServiceError) => ProviderAnswer | undefined,
): ProviderAnswer {
  if (isUnwritten(error)) return defer('connection_failed');
  const status = isServiceError(error) ? error.$metadata.httpStatusCode : undefined;
  if (!isServiceError(error) || status === undefined || status < 400 || status >= 500) throw error;
  return classify(error) ?? classifyStatus(status, error.name);
}

/** `reason` names an error, never an address. */
export function defer(reason: string): ProviderAnswer {
  return { kind: 'deferred', reason };
}

/** Deferred because calls come too fast: the sender lowers its pace. */
export function throttle(reason = 'throttled'): ProviderAnswer {
  return { kind: 'deferred', reason, isThrottled: true };
}

/** Deferred until the operator acts: sending is paused, or a permission or a resource is missing. */
export function block(reason: string): ProviderAnswer {
  return { kind: 'deferred', reason, isBlocked: true };
}

/** The address is on the provider's opt-out list: nothing is wrong with it. */
export function refuseOptOut(reason: string): ProviderAnswer {
  return { kind: 'refused', reason, fault: 'message', isOptOut: true };
}

export function refuse(reason: string, fault: 'address' | 'message' | 'account'): ProviderAnswer {
  return { kind: 'refused', reason, fault };
}

/**
 * Credentials, permissions and missing resources need the operator, and throttling ends by itself: those messages wait,
 * and reach the dead-letter queue with its alarm when it takes too long.
 */
function classifyStatus(status: number, name: string): ProviderAnswer {
  if (status === 429 || /throttl/i.test(name)) return throttle(name);
  if (status === 408 || /expired/i.test(name)) return defer(name);
  const isBlocked = [401, 403, 404].includes(status) || /token|signature|denied/i.test(name);
  return isBlocked ? block(name) : refuse(name, 'message');
}

/** No connection, so nothing was sent. */
function isUnwritten(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  const isNeverConnected = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(code);
  // Node tries a host's addresses in turn and collects the errors.
  const isEveryAddressDead =
    error instanceof AggregateError && error.errors.length > 0 && error.errors.every(isUnwritten);
  return (
    isNeverConnected ||
    isEveryAddressDead ||
    error.name === 'CredentialsProviderError' ||
    (error.name === 'TimeoutError' && error.message.includes('did not establish a connection'))
  );
}

function isServiceError(error: unknown): error is ServiceError {
  return (
    error instanceof Error &&
    '$metadata' in error &&
    typeof error.$metadata === 'object' &&
    error.$metadata !== null
  );
}
