/**
 * Reports what push services said of devices: a dead token and a new one become events of the person's profile, which
 * applies them unless the device has registered again since. What an operator must correct becomes an alarm.
 */
import { hashText } from '../../../engine/base/hash.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { EmitEvent } from '../../../engine/model/effects.ts';
import { deviceEvents } from '../../../engine/touchpoint/read-device.ts';
import type { DeviceResult } from '../../ports/providers.ts';
import type { SendingRun, SettledDelivery } from '../sending.ts';
import { readService } from './burst-guard.ts';

/** Counts the results, so call it once per invocation. Never throws. */
export async function reportDevices(
  settled: readonly SettledDelivery[],
  { guard, telemetry, now }: Pick<SendingRun, 'guard' | 'telemetry' | 'now'>,
): Promise<EmitEvent[]> {
  const results = settled.flatMap(({ effect, devices, calledAt, at }) =>
    (devices ?? []).map((device) => ({ effect, device, knownAt: calledAt ?? at })),
  );
  if (results.length === 0 || guard === undefined) return [];
  const bursts = await guard.count(results, now()).catch((error: unknown) => {
    // The next push finds them again.
    telemetry.error('The shared count of dead tokens is not known: no device is removed', error);
    return undefined;
  });
  return results.flatMap(({ effect, device, knownAt }): EmitEvent[] => {
    if (device.action === 'remove' && bursts === undefined) return [];
    const isHeldBack = device.action === 'remove' && bursts?.has(readService(device.address));
    if (device.action === 'alarm' || isHeldBack === true) {
      telemetry.count('DeviceFaults');
      telemetry.warn('A push service refuses devices because of a setting; none is removed', {
        messageId: effect.id,
        service: readService(device.address),
        reason: device.reason,
        isBurst: isHeldBack === true,
      });
      return [];
    }
    const name = eventNames[device.action];
    return name === undefined ? [] : [describe(name, effect, device, knownAt)];
  });
}

const eventNames: Readonly<Record<DeviceResult['action'], string | undefined>> = {
  keep: undefined,
  alarm: undefined,
  remove: deviceEvents.removed,
  replace: deviceEvents.replaced,
};

/** `knownAt`: before the call (epoch ms). A statement about the device that is later than the event's time wins. */
function describe(
  name: string,
  { id, profileId }: SettledDelivery['effect'],
  { address, action, reason, replacement, knownSince }: DeviceResult,
  knownAt: number,
): EmitEvent {
  return {
    kind: 'EmitEvent',
    id: `${id}:${action}:${hashText(address)}`,
    profileId,
    name,
    properties: { channel: 'push', address, reason, message: id, ...omitAbsent({ replacement }) },
    occurredAt: Math.min(knownSince ?? knownAt, knownAt),
  };
}
