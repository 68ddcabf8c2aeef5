/** The channels for messages. engine/channels/channel-definitions.ts defines what each of them needs. */

/** The only list of channels: every other place has a record over `Channel`, which does not compile without a new one. */
export const channels = ['email', 'sms', 'push', 'whatsapp'] as const;

export type Channel = (typeof channels)[number];

export function isChannel(value: unknown): value is Channel {
  return channels.some((channel) => channel === value);
}

/** `email, sms, push or whatsapp`, for messages to people. */
export const channelChoice = `${channels.slice(0, -1).join(', ')} or ${channels.at(-1)}`;
