/**
 * The results of Pinpoint for one address.
 *
 * The address determines the outcome, so that tests need no switches:
 * - SMS: a number that is not E.164 fails permanently; one whose digits end in `0000` has opted out.
 * - push tokens: `invalid-...` is dead (410), `sandbox-...` belongs to another environment or sender, `expired-...`
 *   answers with `UpdatedToken`, `throttled-...` and `unavailable-...` fail temporarily, `busy-...` only the first time,
 *   `optout-...` has opted out; every other token receives its message.
 */

export interface Result {
  readonly DeliveryStatus: string;
  readonly StatusCode: number;
  readonly StatusMessage: string;
  readonly UpdatedToken?: string;
}

const e164Pattern = /^\+[1-9]\d{6,14}$/;

const delivered: Result = { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, StatusMessage: 'Message sent' };
const optedOut: Result = {
  DeliveryStatus: 'OPT_OUT',
  StatusCode: 400,
  StatusMessage: 'Recipient has opted out',
};
const badNumber: Result = {
  DeliveryStatus: 'PERMANENT_FAILURE',
  StatusCode: 400,
  StatusMessage: 'Invalid phone number: E.164 is needed',
};
/** AWS documents that it fails; the code and the text are a guess. */
export const noChannel: Result = {
  DeliveryStatus: 'PERMANENT_FAILURE',
  StatusCode: 404,
  StatusMessage: 'The SMS channel is not enabled',
};
const unavailable: Result = {
  DeliveryStatus: 'TEMPORARY_FAILURE',
  StatusCode: 503,
  StatusMessage: 'Push service unavailable',
};
const tokenResults: Readonly<Record<string, Result>> = {
  throttled: { DeliveryStatus: 'THROTTLED', StatusCode: 429, StatusMessage: 'Too many requests' },
  unavailable,
  optout: optedOut,
};

export function classifyNumber(address: string): Result {
  if (!e164Pattern.test(address)) return badNumber;
  return address.endsWith('0000') ? optedOut : delivered;
}

/** `isFirst`: no message was sent to the token before. `now` in epoch ms. */
export function classifyToken(
  token: string,
  { channel, isFirst, now }: { readonly channel: string; readonly isFirst: boolean; readonly now: number },
): Result {
  const [kind = ''] = token.split('-', 1);
  const isFcm = channel === 'GCM';
  switch (kind) {
    case 'expired':
      return { ...delivered, UpdatedToken: token.replace('expired-', 'renewed-') };
    case 'busy':
      return isFirst ? unavailable : delivered;
    case 'invalid':
      return isFcm
        ? failToken(channel, 410, 'Requested entity was not found.', { status: 'UNREGISTERED' })
        : failToken(channel, 410, 'Unregistered', { reason: 'Unregistered', timestamp: now });
    case 'sandbox':
      return isFcm
        ? failToken(channel, 403, 'SenderId mismatch', { status: 'SENDER_ID_MISMATCH' })
        : failToken(channel, 400, 'BadDeviceToken', { reason: 'BadDeviceToken' });
    default:
      return tokenResults[kind] ?? delivered;
  }
}

/** Pinpoint's own code and message are the same for a dead token and for one of another environment. */
function failToken(channelType: string, code: number, error: string, response: object): Result {
  return {
    DeliveryStatus: 'PERMANENT_FAILURE',
    StatusCode: 410,
    StatusMessage: JSON.stringify({
      errorMessage: 'Unregistered or expired token',
      channelType,
      pushProviderStatusCode: String(code),
      pushProviderError: error,
      pushProviderResponse: JSON.stringify(response),
    }),
  };
}
