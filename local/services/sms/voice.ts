/**
 * AWS End User Messaging SMS (`pinpoint-sms-voice-v2`): `SendTextMessage` and the opt-out list.
 *
 * Delivery reports are put on the default event bus in the form of the user guide's "Monitoring with EventBridge" (read
 * 2026-11-22): its examples have neither `destinationPhoneNumber` nor `context`, so neither have these; a report is
 * identified by its `messageId`. Real reports may take 72 hours; here they follow at once.
 *
 * The number determines the outcome: digits that end in `0001` are unreachable, in `0002` invalid, and so on to `0010`
 * (`reports` below). Numbers have self-managed opt-outs: a text is published to the topic, and only `PutOptedOutNumber`
 * adds a number to the list; sending to it is refused.
 */
import type { Call, CloudContext, Requirement, Service } from '../../service.ts';
import { ServiceError } from '../../service.ts';
import { countSmsParts } from './parts.ts';
import { type InboundText, receiveText } from './receive-text.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Report {
  readonly status: string;
  readonly description: string;
}

const supportedOperations = [
  'DeleteOptedOutNumber',
  'DescribeOptedOutNumbers',
  'PutOptedOutNumber',
  'SendTextMessage',
] as const;
const notEmulated = ['DestinationCountryParameters', 'ProtectConfigurationId'];
const optOutList = 'Default';
const e164Pattern = /^\+[1-9]\d{6,14}$/;
/** A phone number, sender id, their ids, a pool id, or an ARN of one of them. */
const identityPattern = /^[A-Za-z0-9_:/+-]{1,256}$/;
const maxBody = 1600;

const reports: Readonly<Record<string, Report>> = {
  '0001': { status: 'UNREACHABLE', description: 'Phone is currently unreachable/unavailable' },
  '0002': { status: 'INVALID', description: 'The number is invalid' },
  '0003': { status: 'CARRIER_BLOCKED', description: 'Phone carrier has blocked this message' },
  '0004': { status: 'BLOCKED', description: 'Phone is blocked for this message' },
  '0005': { status: 'TTL_EXPIRED', description: 'Delivery took longer than the time to live' },
  '0006': {
    status: 'CARRIER_UNREACHABLE',
    description: 'Phone carrier is currently unreachable/unavailable',
  },
  '0007': { status: 'INVALID_MESSAGE', description: 'Message body is invalid' },
  '0008': { status: 'SPAM', description: 'Message is considered to be spam' },
  '0009': { status: 'UNKNOWN', description: 'Unknown error attempting to reach phone' },
  '0010': { status: 'PROTECT_BLOCKED', description: 'Blocked by the protect configuration' },
};
const delivered: Report = { status: 'DELIVERED', description: 'Message has been accepted by phone' };

export interface SmsVoiceService extends Service {
  /** Publishes it as a two-way number does. Throws ServiceError when no topic of the stack may receive it. */
  receive(text: InboundText): { readonly id: string };
}

export function createSmsVoice(context: CloudContext): SmsVoiceService {
  const optedOut = new Map<string, number>();

  function send({ input }: Call): Record<string, unknown> {
    const { to, from, text, type } = checkRequest(input);
    if (optedOut.has(to)) {
      throw new ServiceError('ConflictException', 400, 'The destination phone number has opted out', {
        Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
        ResourceType: 'opt-out-list',
        ResourceId: optOutList,
      });
    }
    const messageId = context.newId();
    if (input['DryRun'] === true) return { MessageId: messageId };
    const { encoding, parts } = countSmsParts(text);
    context.meter.count('sms.parts', parts, 'sms-voice');
    const failure = reports[to.slice(-4)];
    const message = {
      originationPhoneNumber: from,
      isInternationalSend: false,
      messageId,
      messageRequestTimestamp: context.now(),
      messageEncoding: encoding,
      messageType: type,
      totalMessageParts: parts,
    };
    report(message, { status: 'SENT', description: 'Message has been sent to phone carrier' }, false);
    report(message, failure ?? delivered, true);
    context.capture({
      id: messageId,
      channel: 'sms',
      provider: 'sms-voice',
      from,
      to,
      text,
      headers: { MessageType: type, Encoding: encoding, Parts: String(parts) },
      tags: readContext(input['Context']),
      outcome: failure === undefined ? 'delivered' : 'failed',
      raw: input,
      time: new Date(context.now()).toISOString(),
    });
    return { MessageId: messageId };
  }

  function report(message: Fields, { status, description }: Report, isFinal: boolean): void {
    context.emitServiceEvent(
      'aws.sms-voice',
      'Text Message Delivery Status Updated',
      {
        eventType: `TEXT_${status}`,
        eventVersion: '1.0',
        eventTimestamp: context.now(),
        isFinal,
        ...message,
        messageStatus: status,
        messageStatusDescription: description,
      },
      [],
    );
  }

  function handle(call: Call): Record<string, unknown> {
    if (call.operation === 'SendTextMessage') return send(call);
    if (call.operation === 'DescribeOptedOutNumbers') return listOptedOut(optedOut, call.input);
    const number = readNumber(call.input['OptedOutNumber'], 'OptedOutNumber');
    const known = optedOut.get(number);
    if (call.operation === 'PutOptedOutNumber') {
      optedOut.set(number, known ?? context.now());
    } else if (!optedOut.delete(number)) {
      throw new ServiceError('ResourceNotFoundException', 400, `${number} is not on the opt-out list`, {
        ResourceType: 'opted-out-number',
        ResourceId: number,
      });
    }
    return { OptOutListName: optOutList, ...describeOptOut(number, known ?? context.now()) };
  }

  return {
    name: 'sms-voice',
    receive: (text) => receiveText(context, text),
    resourceTypes: [],
    operations: new Set<string>(supportedOperations),
    async create({ type }) {
      throw new ServiceError('ValidationException', 400, `${type} is not emulated by the local cloud.`);
    },
    requirements: (call) => listRequirements(call, context),
    handle: async (call) => handle(call),
    async reset() {
      optedOut.clear();
    },
    async close() {
      optedOut.clear();
    },
  };
}

function checkRequest(input: Fields): { to: string; from: string; text: string; type: string } {
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
  if (typeof text !== 'string' || text === '' || text.length > maxBody) {
    throw createInvalid(
      'MessageBody',
      'FIELD_VALIDATION_FAILED',
      `MessageBody takes 1 to ${maxBody} characters`,
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
function readContext(value: unknown): Record<string, string> {
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

function readNumber(value: unknown, field: string): string {
  if (typeof value === 'string' && e164Pattern.test(value)) return value;
  throw createInvalid(field, 'FIELD_VALIDATION_FAILED', `${field} must be a phone number in E.164 format`);
}

function listOptedOut(numbers: ReadonlyMap<string, number>, input: Fields): Record<string, unknown> {
  const wanted = Array.isArray(input['OptedOutNumbers']) ? input['OptedOutNumbers'] : undefined;
  const found = [...numbers].filter(([number]) => wanted === undefined || wanted.includes(number));
  return {
    OptOutListName: optOutList,
    OptedOutNumbers: found.map(([number, time]) => describeOptOut(number, time)),
  };
}

function describeOptOut(number: string, time: number): Record<string, unknown> {
  return { OptedOutNumber: number, OptedOutTimestamp: time / 1000, EndUserOptedOut: false };
}

/** Requires permission on the origination identity, or on all resources when it is no ARN that a policy can name. */
function listRequirements({ operation, input }: Call, { region, accountId }: CloudContext): Requirement[] {
  const action = `sms-voice:${operation}`;
  const arn = `arn:aws:sms-voice:${region}:${accountId}:`;
  if (operation !== 'SendTextMessage') return [{ action, resource: `${arn}opt-out-list/${optOutList}` }];
  const identity = String(input['OriginationIdentity'] ?? '');
  if (identity.startsWith('arn:')) return [{ action, resource: identity }];
  if (identity.startsWith('pool-')) return [{ action, resource: `${arn}pool/${identity}` }];
  if (/^(phone-|\+)/.test(identity))
    return [{ action, resource: `${arn}phone-number/${identity.replace('+', '')}` }];
  return [{ action, resource: `${arn}sender-id/${identity}/*` }];
}

function createInvalid(field: string, reason: string, message: string): ServiceError {
  return new ServiceError('ValidationException', 400, message, {
    Reason: reason,
    Fields: [{ Name: field, Message: message }],
  });
}
