/**
 * Amazon Pinpoint's `SendMessages` by address: SMS and push, which remain after the service's end (its endpoints,
 * segments, campaigns, journeys and templates do not, and are refused).
 * The address determines the outcome: see results.ts.
 */
import type {
  Call,
  CapturedMessage,
  CloudContext,
  Requirement,
  ResolvedResource,
  ResourceHandle,
  Service,
} from '../../service.ts';
import { ServiceError } from '../../service.ts';
import { countSmsParts } from '../sms/parts.ts';
import { type RawPayload, readRawPayload } from './raw-payload.ts';
import { classifyNumber, classifyToken, noChannel, type Result } from './results.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The part of `MessageConfiguration` that each channel sends. */
const channelMessages: Readonly<Record<string, string>> = {
  SMS: 'SMSMessage',
  GCM: 'GCMMessage',
  APNS: 'APNSMessage',
  APNS_SANDBOX: 'APNSMessage',
  APNS_VOIP: 'APNSMessage',
  APNS_VOIP_SANDBOX: 'APNSMessage',
  ADM: 'ADMMessage',
  BAIDU: 'BaiduMessage',
};
const maxAddresses = 100;
const applicationId = /^[0-9a-f]{32}$/;

export function createPinpoint(context: CloudContext): Service {
  const applications = new Map<string, string>();
  /** Applications of the stack with an enabled SMS channel; applications from outside are assumed to have one. */
  const texting = new Set<string>();
  /** Push tokens. */
  const called = new Set<string>();

  function send({ input }: Call): Record<string, unknown> {
    const application = String(input['ApplicationId'] ?? '');
    checkApplication(application);
    const request = readFields(input['MessageRequest']);
    const addresses = readAddresses(request);
    const configuration = readFields(request['MessageConfiguration']);
    const plans = addresses.map(([address, settings]) => ({
      address,
      settings,
      channel: String(settings['ChannelType'] ?? ''),
      message: findMessage(configuration, String(settings['ChannelType'] ?? '')),
    }));
    const results = plans.map(({ address, settings, channel, message }) => {
      const isMuted = channel === 'SMS' && applications.has(application) && !texting.has(application);
      const raw = readRaw(channel, message, settings);
      const refusal = raw !== undefined && 'DeliveryStatus' in raw ? raw : undefined;
      const result = isMuted ? noChannel : (refusal ?? classify(address, channel));
      const MessageId = context.newId().replaceAll('-', '');
      if (result.DeliveryStatus === 'SUCCESSFUL') {
        const described = describeMessage(address, channel, message, settings);
        const captured =
          raw === undefined || 'DeliveryStatus' in raw
            ? described
            : { ...described, ...raw.shown, headers: { ...described.headers, ...raw.shown.headers } };
        if (channel === 'SMS')
          context.meter.count('sms.parts', countSmsParts(captured.text ?? '').parts, 'pinpoint');
        else context.meter.count('push.messages', 1, channel);
        context.capture({
          ...captured,
          id: MessageId,
          tags: readTags(request['Context'], settings['Context']),
          raw: {
            ...request,
            Addresses: { [address]: settings },
            TraceId: request['TraceId'],
            ...(raw !== undefined && 'payload' in raw && { payload: raw.payload }),
          },
          outcome: 'delivered',
          time: new Date(context.now()).toISOString(),
        });
      }
      return [address, { ...result, MessageId }] as const;
    });
    return {
      MessageResponse: {
        ApplicationId: application,
        RequestId: context.newId(),
        Result: Object.fromEntries(results),
      },
    };
  }

  function classify(address: string, channel: string): Result {
    if (channel === 'SMS') return classifyNumber(address);
    const isFirst = !called.has(address);
    called.add(address);
    return classifyToken(address, { channel, isFirst, now: context.now() });
  }

  /** An application of the stack, or a valid id of one from outside. */
  function checkApplication(application: string): void {
    if (applications.has(application) || applicationId.test(application)) return;
    throw new ServiceError('NotFoundException', 404, `Resource not found: application ${application}`);
  }

  function create({ type, logicalId, properties }: ResolvedResource): ResourceHandle {
    if (type === 'AWS::Pinpoint::SMSChannel') {
      if (String(properties['Enabled']) === 'true') texting.add(String(properties['ApplicationId']));
      return { ref: logicalId, attributes: {} };
    }
    const id = context.newId().replaceAll('-', '');
    applications.set(id, String(properties['Name'] ?? logicalId));
    return {
      ref: id,
      attributes: { Arn: `arn:aws:mobiletargeting:${context.region}:${context.accountId}:apps/${id}` },
    };
  }

  function handle(call: Call): Record<string, unknown> {
    if (call.operation === 'SendMessages') return send(call);
    const id = String(call.input['ApplicationId'] ?? '');
    checkApplication(id);
    return { ApplicationResponse: { Id: id, Name: applications.get(id) ?? id } };
  }

  return {
    name: 'mobiletargeting',
    resourceTypes: ['AWS::Pinpoint::App', 'AWS::Pinpoint::SMSChannel'],
    operations: new Set(['GetApp', 'SendMessages']),
    create: async (resource) => create(resource),
    requirements: ({ operation, input }): Requirement[] => {
      const application = `arn:aws:mobiletargeting:${context.region}:${context.accountId}:apps/${String(input['ApplicationId'])}`;
      return operation === 'SendMessages'
        ? [{ action: 'mobiletargeting:SendMessages', resource: `${application}/messages` }]
        : [{ action: 'mobiletargeting:GetApp', resource: application }];
    },
    handle: async (call) => handle(call),
    async reset() {
      called.clear();
    },
    async close() {
      applications.clear();
      texting.clear();
    },
  };
}

function readAddresses(request: Fields): [string, Fields][] {
  for (const gone of ['Endpoints', 'TemplateConfiguration', 'Users']) {
    if (request[gone] === undefined) continue;
    throw createBadRequest(
      `MessageRequest.${gone} is not supported: endpoints and templates of Amazon Pinpoint ended on 2026-10-30. ` +
        'Give Addresses and MessageConfiguration.',
    );
  }
  const addresses = Object.entries(readFields(request['Addresses'])).map(
    ([address, settings]): [string, Fields] => [address, readFields(settings)],
  );
  if (addresses.length === 0) throw createBadRequest('MessageRequest needs Addresses');
  if (addresses.length > maxAddresses)
    throw createBadRequest(`MessageRequest takes at most ${maxAddresses} addresses`);
  return addresses;
}

/** The whole call is refused when a channel is unknown or has no content. */
function findMessage(configuration: Fields, channel: string): Fields {
  const member = channelMessages[channel];
  if (member === undefined) {
    const known = Object.keys(channelMessages).join(', ');
    throw createBadRequest(`ChannelType "${channel}" is not emulated by the local cloud. Known: ${known}.`);
  }
  const fallback = channel === 'SMS' ? undefined : configuration['DefaultPushNotificationMessage'];
  const message = configuration[member] ?? fallback ?? configuration['DefaultMessage'];
  if (message === undefined)
    throw createBadRequest(`MessageConfiguration has no ${member} for ChannelType ${channel}`);
  return readFields(message);
}

/** Overrides every other content of a push. */
function readRaw(channel: string, message: Fields, settings: Fields): RawPayload | Result | undefined {
  const content = settings['RawContent'] ?? message['RawContent'];
  if (content === undefined || !(channel === 'GCM' || channel.startsWith('APNS'))) return undefined;
  return readRawPayload(channel, String(content));
}

function describeMessage(
  address: string,
  channel: string,
  message: Fields,
  settings: Fields,
): Pick<CapturedMessage, 'channel' | 'provider' | 'to' | 'headers'> & Partial<CapturedMessage> {
  const text = settings['BodyOverride'] ?? message['Body'];
  const title = settings['TitleOverride'] ?? message['Title'];
  const from = message['OriginationNumber'] ?? message['SenderId'];
  const headers: Record<string, string> = { ChannelType: channel };
  for (const name of [
    'APNSPushType',
    'Action',
    'Badge',
    'Category',
    'CollapseId',
    'CollapseKey',
    'ImageUrl',
    'MediaUrl',
    'MessageType',
    'Priority',
    'Sound',
    'TimeToLive',
    'Url',
  ]) {
    if (message[name] !== undefined) headers[name] = String(message[name]);
  }
  return {
    channel: channel === 'SMS' ? 'sms' : 'push',
    provider: 'pinpoint',
    to: address,
    headers,
    ...(text !== undefined && { text: String(text) }),
    ...(title !== undefined && { title: String(title) }),
    ...(from !== undefined && { from: String(from) }),
  };
}

function readTags(...contexts: readonly unknown[]): Record<string, string> {
  const entries = contexts.flatMap((each) => Object.entries(readFields(each)));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function readFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function createBadRequest(message: string): ServiceError {
  return new ServiceError('BadRequestException', 400, message);
}
