/**
 * The devices of a sent message that failed for a moment are tried again by a message of their own, with the same
 * content. It goes to the queue before the outcome is settled: if the process dies between the two, the outcome is
 * unknown, and the claim of the new message, whose id is derived, still allows one call only.
 */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import type { DeviceResult } from '../../ports/providers.ts';
import type { Queues } from '../../ports/queues.ts';
import { persist } from '../persist.ts';
import type { Sending, SendingRun } from '../sending.ts';

/** Seconds: a push service that fails for a moment needs about a minute. */
const restDelay = 60;
/** Milliseconds by which the queue may deliver late: a batch is collected first. */
const lateness = 30_000;
/** Deliveries of a further try: the last is two to four hours after the first. At 20 it would be a dead letter. */
const mostRestTries = 14;

/** The queue did not take the message. */
export class DeviceRestUnqueuedError extends Error {
  readonly code = 'device_rest_unqueued';
  constructor() {
    super(
      'The queue did not accept the message for the devices that failed for a moment: they do not get it.',
    );
    this.name = 'DeviceRestUnqueuedError';
  }
}

const restMark = '~';

/** True for the id of a message that tries again for devices of another one. */
export function isRestId(messageId: string): boolean {
  return messageId.endsWith(restMark);
}

/** A further try ends within the time to live of its message. `returnsAt`: when it would be delivered again (epoch ms). */
export function isLastTry(
  { effect, receiveCount }: Pick<Sending, 'effect' | 'receiveCount'>,
  returnsAt: number,
): boolean {
  if (effect.kind !== 'SendMessage' || effect.restOf === undefined) return false;
  const latest = (effect.expiresAt ?? Number.POSITIVE_INFINITY) - lateness;
  return receiveCount >= mostRestTries || returnsAt > latest;
}

/** Undefined: no device is to be tried again. `lifeEndsAt` in epoch ms. */
export function makeRest(
  message: SendMessage,
  devices: readonly DeviceResult[],
  lifeEndsAt = Number.POSITIVE_INFINITY,
): SendMessage | undefined {
  const [to, ...others] = devices.filter(({ isRetried }) => isRetried).map(({ address }) => address);
  if (to === undefined) return undefined;
  const { devices: _all, ...rest } = message;
  const expiresAt = Math.min(message.expiresAt ?? Number.POSITIVE_INFINITY, lifeEndsAt);
  return {
    ...rest,
    id: message.id + restMark,
    restOf: message.restOf ?? message.id,
    to,
    ...omitAbsent({
      devices: others.length === 0 ? undefined : others,
      expiresAt: Number.isFinite(expiresAt) ? expiresAt : undefined,
    }),
  };
}

/** Never throws: the message was sent, and must be settled as that. */
export async function queueRest(
  message: SendMessage,
  devices: readonly DeviceResult[],
  lifeEndsAt: number | undefined,
  queues: Queues,
  { telemetry, now }: Pick<SendingRun, 'telemetry' | 'now'>,
): Promise<void> {
  const rest = makeRest(message, devices, lifeEndsAt);
  if (rest === undefined) return;
  const life = rest.expiresAt === undefined ? restDelay : Math.floor((rest.expiresAt - now()) / 1000);
  const delay = Math.max(0, Math.min(restDelay, life));
  const fields = { messageId: message.id, profileId: message.profileId };
  try {
    await persist(async () => {
      const left = await queues.send(message.channel, [rest], [delay]);
      if (left.length > 0) throw new DeviceRestUnqueuedError();
    });
  } catch (error) {
    telemetry.error('Devices that failed for a moment are not tried again', error, fields);
  }
}
