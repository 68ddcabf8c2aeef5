/** The channels for messages. engine/channels/channel-definitions.ts defines what each of them needs. */

/**
 * The only list of channels: every other place derives from it, or has a record over `Channel`, which does not compile
 * without a new one. The position of a channel is stored (adapters/dynamodb/contacts-attribute.ts): add at the end.
 */
export const channels = ['email', 'sms', 'push', 'whatsapp'] as const;

export type Channel = (typeof channels)[number];

/** Each channel as one word in names of constructs and outputs. Deployed: it never changes. */
export const channelWords = {
  email: 'Email',
  sms: 'Sms',
  push: 'Push',
  whatsapp: 'WhatsApp',
} as const satisfies Record<Channel, string>;

export function isChannel(value: unknown): value is Channel {
  return channels.some((channel) => channel === value);
}

/** `email, sms, push or whatsapp`, for messages to people. */
export const channelChoice = `${channels.slice(0, -1).join(', ')} or ${channels.at(-1)}`;
