/**
 * AWS End User Messaging Social: `SendWhatsAppMessage`, and what it publishes to the event destination of the account: every
 * topic of the stack on which it may publish.
 *
 * The number determines the outcome: digits that end in `0001` are not on WhatsApp (131026), in `0002` have stopped marketing
 * messages (131050), in `0003` get none for now (131049). Text outside the window of 24 hours fails with 131047, and the
 * 46th message to one number within 270 seconds with 131056. Templates and their texts are at Meta: any name is accepted.
 */
import { DAY, MINUTE } from '../../clock/time-units.ts';
import { omitAbsent } from '../../omit-absent.ts';
import { type Call, type CloudContext, type Requirement, type Service, ServiceError } from '../../service.ts';
import { describeContent, readContent } from './content.ts';
import { makeMessageEvent, makeStatusEvent, type StatusError } from './events.ts';

const findNumber = 'GetLinkedWhatsAppBusinessAccountPhoneNumber';
const publisher = 'social-messaging.amazonaws.com';
const windowMs = DAY;
const [pairMessages, pairMs] = [45, 4.5 * MINUTE];
const phonePattern =
  /^(?:phone-number-id-[0-9a-zA-Z]+|arn:[^:]+:social-messaging:[^:]+:\d{12}:phone-number-id\/[0-9a-zA-Z]+)$/;

const errors: Readonly<Record<string, StatusError>> = {
  '0001': { code: 131026, title: 'Message undeliverable' },
  '0002': { code: 131050, title: 'Recipient has stopped marketing messages' },
  '0003': { code: 131049, title: 'Not delivered to maintain healthy ecosystem engagement' },
};
const windowClosed: StatusError = { code: 131047, title: 'Re-engagement message' };
const pairLimit: StatusError = { code: 131056, title: 'Pair rate limit hit' };

export interface SocialService extends Service {
  /** A person writes to the number of the stack, or reads a message: publishes the event. */
  receive(input: Readonly<Record<string, unknown>>): { readonly published: readonly string[] };
  /** The number of the stack, by its ARN: people write to it. */
  useNumber(arn: string): void;
  /** Whether the number of the stack is linked to an account of WhatsApp. */
  link(isLinked: boolean): void;
}

interface SentMessage {
  readonly numberArn: string;
  readonly to: string;
  readonly callback: string | undefined;
}

export function createSocial(context: CloudContext): SocialService {
  const openedAt = new Map<string, number>();
  const recent = new Map<string, readonly number[]>();
  const sent = new Map<string, SentMessage>();
  let ownNumber = `arn:aws:social-messaging:${context.region}:${context.accountId}:phone-number-id/none`;
  let isLinked = true;

  function send({ input }: Call): Record<string, unknown> {
    const number = String(input['originationPhoneNumberId'] ?? '');
    if (!phonePattern.test(number)) throw createInvalid('originationPhoneNumberId is not a phone number id');
    if (!/^v\d{2}\.\d$/.test(String(input['metaApiVersion'])))
      throw createInvalid('metaApiVersion must be formatted as v20.0');
    const content = readContent(input['message']);
    const { to, callback } = content;
    const id = context.newId();
    const error = findError(to, content.kind);
    sent.set(id, { to, callback, numberArn: formatNumber(number, context) });
    context.meter.count('whatsapp.messages', 1);
    report(id, error === undefined ? ['sent', 'delivered'] : ['failed'], error);
    context.capture({
      id,
      channel: 'whatsapp',
      provider: 'social-messaging',
      from: number,
      to,
      ...describeContent(content),
      headers: {},
      tags: omitAbsent({ biz_opaque_callback_data: callback }),
      outcome: error === undefined ? 'delivered' : 'failed',
      raw: content.raw,
      time: new Date(context.now()).toISOString(),
    });
    return { messageId: id };
  }

  function find({ input }: Call): Record<string, unknown> {
    const arn = formatNumber(String(input['id'] ?? ''), context);
    if (!isLinked || arn !== ownNumber)
      throw new ServiceError('ResourceNotFoundException', 404, `No linked phone number ${input['id']}`);
    return {
      phoneNumber: {
        arn,
        phoneNumberId: arn.replace(/^.*\//, 'phone-number-id-'),
        phoneNumber: '+12065550100',
      },
      linkedWhatsAppBusinessAccountId: 'waba-fb2594b8a7974770b128a409e2example',
    };
  }

  function findError(to: string, kind: 'template' | 'text'): StatusError | undefined {
    const now = context.now();
    const times = (recent.get(to) ?? []).filter((at) => now - at < pairMs);
    recent.set(to, [...times, now]);
    if (times.length >= pairMessages) return pairLimit;
    if (kind === 'text' && now - (openedAt.get(to) ?? Number.NEGATIVE_INFINITY) >= windowMs)
      return windowClosed;
    return errors[to.slice(-4)];
  }

  function report(id: string, statuses: readonly string[], error?: StatusError): void {
    const { to, callback, numberArn } = sent.get(id) ?? { to: '', callback: undefined, numberArn: '' };
    const place = { ...context, numberArn };
    for (const status of statuses) {
      const event = makeStatusEvent({ id, to, callback, status, error, at: context.now() }, place);
      context.publish(publisher, event);
    }
  }

  return {
    name: 'social-messaging',
    resourceTypes: [],
    operations: new Set(['SendWhatsAppMessage', findNumber]),
    async create({ type }) {
      throw new ServiceError('ValidationException', 400, `${type} is not emulated by the local cloud.`);
    },
    requirements: (call) => listRequirements(call, context),
    handle: async (call) => (call.operation === findNumber ? find(call) : send(call)),
    receive({
      from,
      text = '',
      read,
      inReplyTo,
      id = context.newId(),
      number,
      message = {},
      at = context.now(),
    }) {
      if (typeof read === 'string') {
        const known = sent.get(read);
        if (known === undefined)
          throw new ServiceError('MessageUnknown', 404, `No WhatsApp message ${read}.`);
        report(read, ['read']);
        return { published: [read] };
      }
      if (typeof from !== 'string' || !/^\+\d{7,15}$/.test(from))
        throw createInvalid(
          'give "from" (a number such as +393331234567) and "text", or "read" (a message id)',
        );
      openedAt.set(from, Math.max(openedAt.get(from) ?? 0, Number(at)));
      context.meter.count('whatsapp.messages', 1);
      const inbound = {
        ...{ id: String(id), from, text: String(text), message: message as object, at: Number(at) },
        inReplyTo: inReplyTo === undefined ? undefined : String(inReplyTo),
      };
      const numberArn = number === undefined ? ownNumber : formatNumber(String(number), context);
      return { published: context.publish(publisher, makeMessageEvent(inbound, { ...context, numberArn })) };
    },
    useNumber(arn) {
      ownNumber = arn;
    },
    link(linked) {
      isLinked = linked;
    },
    async reset() {
      isLinked = true;
      for (const map of [openedAt, recent, sent]) map.clear();
    },
    async close() {},
  };
}

function listRequirements({ operation, input }: Call, context: CloudContext): Requirement[] {
  const number = String(input['originationPhoneNumberId'] ?? input['id'] ?? '');
  return [{ action: `social-messaging:${operation}`, resource: formatNumber(number, context) }];
}

/** The ARN of a number that is given by its id or its ARN. */
function formatNumber(number: string, { region, accountId }: CloudContext): string {
  const name = number.replace('phone-number-id-', '');
  return number.startsWith('arn:')
    ? number
    : `arn:aws:social-messaging:${region}:${accountId}:phone-number-id/${name}`;
}

function createInvalid(message: string): ServiceError {
  return new ServiceError('InvalidParametersException', 400, message);
}
