/** Reads requests to End User Messaging: what the service accepts, and what the local cloud does not emulate. */
import { ServiceError } from '../../service.ts';

type Fields = Readonly<Record<string, unknown>>;

const notEmulated = ['DestinationCountryParameters', 'ProtectConfigurationId'];
const e164Pattern = /^\+[1-9]\d{6,14}$/;
/** A phone number, sender id, their ids, a pool id, or an ARN of one of them. */
const identityPattern = /^[A-Za-z0-9_:/+-]{1,256}$/;
const maxBody = 1600;

/** Throws ServiceError. */
export function checkRequest(input: Fields): { to: string; from: string; text: string; type: string } {
  for (const name of notEmulated) {
    if (input[name] === undefined) continue;
    throw createInvalid(name, 'INVALID_REQUEST', `${name} is not emulated by the local cloud`);
  }
  const to = readNumber(input['DestinationPhoneNumber'], 'DestinationPhoneNumber');
  const from = input['OriginationIdentity'];
  if (typeof from !== 'string' || !identityPattern.test(from)) {
    throw createInvalid(
      'OriginationIdentity',
      'MISSING_PARAMETER',
      'OriginationIdentity is missing or malformed',
    );
  }
  const text = input['MessageBody'];
  if (typeof text !== 'string' || text.trim() === '' || text.length > maxBody) {
    throw createInvalid(
      'MessageBody',
      'FIELD_VALIDATION_FAILED',
      `MessageBody takes 1 to ${maxBody} characters, one of them visible`,
    );
  }
  const type = String(input['MessageType'] ?? 'TRANSACTIONAL');
  if (type !== 'TRANSACTIONAL' && type !== 'PROMOTIONAL') {
    throw createInvalid(
      'MessageType',
      'FIELD_VALIDATION_FAILED',
      'MessageType is TRANSACTIONAL or PROMOTIONAL',
    );
  }
  readContext(input['Context']);
  return { to, from, text, type };
}

/** Up to 5 names of 100 characters with values of 800. */
export function readContext(value: unknown): Record<string, string> {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  const isValid = entries.every(
    ([name, text]) => name.length <= 100 && typeof text === 'string' && text.length <= 800,
  );
  if (!isValid || entries.length > 5) {
    throw createInvalid(
      'Context',
      'FIELD_VALIDATION_FAILED',
      'Context takes 5 entries: names of 100, values of 800 characters',
    );
  }
  return Object.fromEntries(entries.map(([name, text]) => [name, String(text)]));
}

/** Throws ServiceError. */
export function readNumber(value: unknown, field: string): string {
  if (typeof value === 'string' && e164Pattern.test(value)) return value;
  throw createInvalid(field, 'FIELD_VALIDATION_FAILED', `${field} must be a phone number in E.164 format`);
}

export function createInvalid(field: string, reason: string, message: string): ServiceError {
  return new ServiceError('ValidationException', 400, message, {
    Reason: reason,
    Fields: [{ Name: field, Message: message }],
  });
}
