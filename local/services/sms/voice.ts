/**
 * AWS End User Messaging SMS (`pinpoint-sms-voice-v2`): `SendTextMessage`, the opt-out list, and the
 * originations of the account.
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
import { LocalOptOutList, optOutList } from './opt-out-list.ts';
import { isOriginationOperation, LocalOriginations, originationOperations } from './originations.ts';
import { countSmsParts } from './parts.ts';
import { checkRequest, readContext } from './read-request.ts';
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
  ...originationOperations,
] as const;

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
  /** What the account sends from. */
  readonly originations: LocalOriginations;
  /** Publishes it as a two-way number does. Throws ServiceError when no topic of the stack may receive it. */
  receive(text: InboundText): { readonly id: string };
}

export function createSmsVoice(context: CloudContext): SmsVoiceService {
  const optOuts = new LocalOptOutList();
  const originations = new LocalOriginations();

  function send({ input }: Call): Record<string, unknown> {
    const { to, from, text, type } = checkRequest(input);
    if (optOuts.has(to)) {
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
    if (isOriginationOperation(call.operation)) return originations.list(call.operation);
    if (call.operation === 'DescribeOptedOutNumbers') return optOuts.list(call.input);
    const operation = call.operation === 'PutOptedOutNumber' ? 'PutOptedOutNumber' : 'DeleteOptedOutNumber';
    return optOuts.change(operation, call.input, context.now());
  }

  return {
    name: 'sms-voice',
    receive: (text) => receiveText(context, text),
    originations,
    resourceTypes: [],
    operations: new Set<string>(supportedOperations),
    async create({ type }) {
      throw new ServiceError('ValidationException', 400, `${type} is not emulated by the local cloud.`);
    },
    requirements: (call) => listRequirements(call, context),
    handle: async (call) => handle(call),
    async reset() {
      optOuts.clear();
      originations.plan({});
    },
    async close() {
      optOuts.clear();
    },
  };
}

/** Requires permission on the origination identity, or on all resources when it is no ARN that a policy can name. */
function listRequirements({ operation, input }: Call, { region, accountId }: CloudContext): Requirement[] {
  const action = `sms-voice:${operation}`;
  const arn = `arn:aws:sms-voice:${region}:${accountId}:`;
  // Lists of all.
  if (isOriginationOperation(operation)) return [{ action, resource: '*' }];
  if (operation !== 'SendTextMessage')
    return [{ action, resource: `${arn}opt-out-list/${String(input['OptOutListName'])}` }];
  const identity = String(input['OriginationIdentity'] ?? '');
  if (identity.startsWith('arn:')) return [{ action, resource: identity }];
  if (identity.startsWith('pool-')) return [{ action, resource: `${arn}pool/${identity}` }];
  // A short code is a number without a plus.
  if (/^(?:phone-|\+|\d+$)/.test(identity))
    return [{ action, resource: `${arn}phone-number/${identity.replace('+', '')}` }];
  return [{ action, resource: `${arn}sender-id/${identity}/*` }];
}
