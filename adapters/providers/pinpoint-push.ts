/** Push notifications by Pinpoint `SendMessages`, addressed by token (endpoints are gone): one call for all devices. */
import type { AddressConfiguration, MessageResult, PinpointClientConfig } from '@aws-sdk/client-pinpoint';
import type { DeviceResult, Provider, ProviderAnswer } from '../../app/ports/providers.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { PushNotification, PushPlatform } from '../../engine/messages/push/push-notification.ts';
import { block, defer, ProviderAnswerUnclearError, refuse, throttle } from './classify-error.ts';
import { classifyDevice, type DeviceAnswer } from './device-answers.ts';
import { createPinpointCaller } from './pinpoint-client.ts';
import { createPushContent } from './push-content.ts';

type PushChannel = NonNullable<AddressConfiguration['ChannelType']>;

interface PushService {
  readonly channel: PushChannel;
  /** Whose payload it takes. */
  readonly platform?: PushPlatform;
}

/** By the first part of an address `<service>:<token>`. */
const services: Readonly<Record<string, PushService>> = {
  gcm: { channel: 'GCM', platform: 'gcm' },
  fcm: { channel: 'GCM', platform: 'gcm' },
  apns: { channel: 'APNS', platform: 'apns' },
  apns_sandbox: { channel: 'APNS_SANDBOX', platform: 'apns' },
  apns_voip: { channel: 'APNS_VOIP', platform: 'apns' },
  apns_voip_sandbox: { channel: 'APNS_VOIP_SANDBOX', platform: 'apns' },
  adm: { channel: 'ADM' },
  baidu: { channel: 'BAIDU' },
};

interface Target {
  readonly address: string;
  readonly prefix: string;
  readonly token: string;
  readonly service: PushService | undefined;
  /** Why no call is made for it. */
  readonly refusal?: string;
}

/** `now`: epoch ms. */
export function createPinpointPushProvider(
  applicationId: string,
  now: () => number,
  overrides: PinpointClientConfig = {},
): Provider<PushNotification> {
  const call = createPinpointCaller(applicationId, overrides);
  return {
    async send(message, push) {
      const { configuration, tooLarge } = createPushContent(message, push, now());
      const targets = [message.to, ...(message.devices ?? [])]
        .map((address) => readTarget(address, tooLarge))
        .map(refuseRepeated);
      const called = targets.filter(({ refusal }) => refusal === undefined);
      if (called.length === 0) return summarize(targets, {}, '');
      const { timeToLive } = push;
      const lifeEndsAt = timeToLive === undefined ? undefined : now() + timeToLive * 1000;
      const answer = await call({
        message: { ...message, id: message.restOf ?? message.id },
        content: configuration,
        addresses: Object.fromEntries(
          called.map(({ token, service }) => [token, omitAbsent({ ChannelType: service?.channel })]),
        ),
        read: (results, requestId) => summarize(targets, results, requestId),
      });
      return { ...answer, ...omitAbsent({ lifeEndsAt }) };
    },
  };
}

function readTarget(address: string, tooLarge: ReadonlySet<PushPlatform>): Target {
  const colon = address.indexOf(':');
  const prefix = address.slice(0, Math.max(colon, 0));
  const token = address.slice(colon + 1);
  const name = prefix.toLowerCase();
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  const isUnknown = service === undefined || token === '';
  const isTooLarge = service?.platform !== undefined && tooLarge.has(service.platform);
  const refusal = isUnknown
    ? 'push_service_unknown'
    : isTooLarge
      ? `payload_too_large_${service.platform}`
      : undefined;
  return { address, prefix, token, service, ...omitAbsent({ refusal }) };
}

/** A call has one entry per token: of two services with one token, the device that was used last is called. */
function refuseRepeated(target: Target, index: number, targets: readonly Target[]): Target {
  const isCalled = ({ token, refusal }: Target) => refusal === undefined && token === target.token;
  return targets.findIndex(isCalled) === index || target.refusal !== undefined
    ? target
    : { ...target, refusal: 'token_of_another_service' };
}

interface ClassifiedTarget extends Target {
  readonly answer: DeviceAnswer;
}

/**
 * One answer for the message: it is sent if one device has it. It waits if none has it and one may get it later; it
 * failed if none ever will. Throws ProviderAnswerUnclearError when no device has it and one may have it.
 */
function summarize(
  targets: readonly Target[],
  results: Readonly<Record<string, MessageResult>>,
  requestId: string,
): ProviderAnswer {
  const classified = targets.map((target): ClassifiedTarget => {
    const { refusal, service, token } = target;
    const answer: DeviceAnswer =
      refusal === undefined
        ? classifyDevice(Object.hasOwn(results, token) ? results[token] : undefined, service?.platform)
        : { action: 'keep', outcome: 'refused', reason: refusal };
    return { ...target, answer };
  });
  const find = (outcome: DeviceAnswer['outcome']) =>
    classified.find(({ answer }) => answer.outcome === outcome);
  const devices = classified.map(describeDevice);
  const accepted = find('accepted');
  if (accepted !== undefined)
    return { kind: 'accepted', providerId: results[accepted.token]?.MessageId ?? requestId, devices };
  const unknown = find('unknown');
  if (unknown !== undefined) throw new ProviderAnswerUnclearError('Pinpoint', unknown.answer.reason);
  if (find('throttled') !== undefined) return throttle();
  const retried = find('retry');
  if (retried !== undefined) return defer(retried.answer.reason);
  const blocked = find('blocked');
  if (blocked !== undefined) return block(blocked.answer.reason);
  const kept = classified.find(({ answer }) => answer.action !== 'remove');
  const { answer } = kept ?? classified[0] ?? { answer: { reason: 'no_device' } };
  const isAddress =
    kept === undefined || classified.every(({ refusal }) => refusal === 'push_service_unknown');
  return { ...refuse(answer.reason, isAddress ? 'address' : 'message'), devices };
}

function describeDevice({ address, prefix, answer }: ClassifiedTarget): DeviceResult {
  const { action, outcome, reason, deadSince, token } = answer;
  return {
    address,
    action,
    isSent: outcome === 'accepted',
    isRetried: outcome === 'retry' || outcome === 'throttled',
    reason,
    ...omitAbsent({
      knownSince: deadSince,
      replacement: token === undefined ? undefined : `${prefix}:${token}`,
    }),
  };
}
