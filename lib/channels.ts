/** The channels of a stage, in one record: a channel that is missing here does not compile. */
import type { Construct } from 'constructs';
import { type Channel as ChannelName, channels, channelWords } from '../engine/model/channels.ts';
import { nameQueueVariables } from '../functions/shared/environment.ts';
import { Channel, type ChannelParts } from './channel.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { planSending, readEmailRate, readSmsRate, type SendingPlan } from './sending-rate.ts';
import type { Settings } from './settings.ts';
import { WhatsApp } from './whatsapp.ts';

export interface MessageChannel {
  readonly channel: Channel;
  /** Further outputs of the stack. */
  readonly outputs?: Readonly<Record<string, string>>;
}

interface ChannelConstruct<Added> {
  /** Messages can be sent with these settings. */
  canSend(settings: Settings): boolean;
  /** Undefined: a stage with these settings does not have the channel. */
  add(scope: Construct, parts: ChannelParts): Added;
}

function hasPinpoint({ createPinpointApplication, pinpointApplicationId }: Settings): boolean {
  return createPinpointApplication || pinpointApplicationId !== '';
}

/** Every stage has these: their queues are older than the settings of their providers. */
function addChannel(
  name: ChannelName,
  plan: (settings: Settings) => Pick<SendingPlan, 'concurrency' | 'transactionalConcurrency'>,
): (scope: Construct, parts: ChannelParts) => MessageChannel {
  return (scope, { createSender, settings, storage, bus }) => ({
    channel: new Channel(scope, channelWords[name], {
      sender: createSender(),
      ...plan(settings),
      ...{ storage, bus, timelineDays: settings.timelineDays },
    }),
  });
}

const constructs = {
  email: {
    canSend: () => true,
    add: addChannel('email', (settings) => planSending(readEmailRate(settings))),
  },
  sms: {
    canSend: (settings) => settings.sms === 'sms-voice' || hasPinpoint(settings),
    add: addChannel('sms', (settings) => planSending(readSmsRate(settings))),
  },
  push: {
    canSend: hasPinpoint,
    add: addChannel('push', (settings) => ({
      concurrency: settings.pushConcurrency,
      transactionalConcurrency: settings.pushTransactionalConcurrency,
    })),
  },
  whatsapp: {
    canSend: ({ whatsapp }) => whatsapp !== '',
    add: (scope, parts) =>
      parts.settings.whatsapp === '' ? undefined : new WhatsApp(scope, channelWords.whatsapp, parts),
  },
} satisfies { readonly [Name in ChannelName]: ChannelConstruct<MessageChannel | undefined> };

type Constructs = typeof constructs;
export type StageChannels = { readonly [Name in ChannelName]: ReturnType<Constructs[Name]['add']> };

export interface ChannelsProps extends Omit<ChannelParts, 'createSender'> {
  readonly advanceProfile: PercorsoFunction;
  createSender(channel: ChannelName): PercorsoFunction;
}

export function addChannels(
  scope: Construct,
  { advanceProfile, createSender, ...parts }: ChannelsProps,
): StageChannels {
  const added = channels.map((name): [ChannelName, MessageChannel | undefined] => {
    const channel = constructs[name].add(scope, { ...parts, createSender: () => createSender(name) });
    // Messages of templates that are left over from a deployment with the channel are kept, with the alarm of this queue.
    if (channel === undefined)
      for (const variable of nameQueueVariables(name))
        parts.undelivered.replaceQueue(advanceProfile, variable);
    return [name, channel];
  });
  return Object.fromEntries(added) as StageChannels;
}

/** Those that can send, comma-separated. */
export function describeChannels(settings: Settings): string {
  return channels.filter((name) => constructs[name].canSend(settings)).join(',');
}
