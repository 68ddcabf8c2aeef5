/**
 * The results of Pinpoint for one address.
 *
 * The address determines the outcome, so that tests need no switches:
 * - SMS: a number that is not E.164 fails permanently; one whose digits end in `0000` has opted out.
 * - push tokens: `invalid-...` is dead (410), `expired-...` answers with `UpdatedToken`, `throttled-...` and
 *   `unavailable-...` fail temporarily, `optout-...` has opted out; every other token receives its message.
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
const tokenResults: Readonly<Record<string, Result>> = {
  invalid: { DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 410, StatusMessage: 'Token is not registered' },
  throttled: { DeliveryStatus: 'THROTTLED', StatusCode: 429, StatusMessage: 'Too many requests' },
  unavailable: {
    DeliveryStatus: 'TEMPORARY_FAILURE',
    StatusCode: 503,
    StatusMessage: 'Push service unavailable',
  },
  optout: optedOut,
};

export function classifyNumber(address: string): Result {
  if (!e164Pattern.test(address)) return badNumber;
  return address.endsWith('0000') ? optedOut : delivered;
}

export function classifyToken(token: string): Result {
  if (token.startsWith('expired-'))
    return { ...delivered, UpdatedToken: token.replace('expired-', 'renewed-') };
  return tokenResults[token.split('-', 1)[0] ?? ''] ?? delivered;
}
