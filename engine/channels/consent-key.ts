/**
 * Keys of consent statements: a channel (`email`: the default purpose on it), another purpose on a channel
 * (`email:surveys`), or a topic on a channel (`email/news`). They are built and parsed only here.
 */
import { omitAbsent } from '../base/omit-absent.ts';
import { type Channel, channels, isChannel } from '../model/channels.ts';
import type { ConsentState } from '../model/profile.ts';

/** The purpose of every consent and template that names none. It exists without a document. */
export const defaultPurpose = 'marketing';

export interface ConsentScope {
  readonly channel: Channel;
  /** `marketing` when absent. */
  readonly purpose?: string;
  /** A topic belongs to one purpose by its document, so its key names no purpose. */
  readonly topic?: string;
}

const keyForm = new RegExp(`^(${channels.join('|')})(?:([/:])([A-Za-z0-9][A-Za-z0-9_-]{0,63}))?$`);

export function makeConsentKey({ channel, purpose = defaultPurpose, topic }: ConsentScope): string {
  if (topic !== undefined) return `${channel}/${topic}`;
  return purpose === defaultPurpose ? channel : `${channel}:${purpose}`;
}

/** Undefined for any other text, and for `email:marketing`: that key is `email`. */
export function parseConsentKey(key: string): ConsentScope | undefined {
  const [, channel, separator, name] = keyForm.exec(key) ?? [];
  if (!isChannel(channel)) return undefined;
  if (name === undefined) return { channel };
  if (separator === '/') return { channel, topic: name };
  return name === defaultPurpose ? undefined : { channel, purpose: name };
}

export function isConsentKey(key: string): boolean {
  return parseConsentKey(key) !== undefined;
}

/** The keys that decide about a message: that of its purpose, and that of its topic when it has one. */
export function listConsentKeys({ channel, purpose, topic }: ConsentScope): readonly string[] {
  const general = makeConsentKey({ channel, ...omitAbsent({ purpose }) });
  return topic === undefined ? [general] : [general, makeConsentKey({ channel, topic })];
}

/** Whether a valid key is about the channel. */
export function isKeyOf(channel: Channel, key: string): boolean {
  return key === channel || key.startsWith(`${channel}/`) || key.startsWith(`${channel}:`);
}

/** `true`, `false`, or the name of a state; undefined for any other value. */
export function readConsentState(value: unknown): ConsentState | undefined {
  if (value === true || value === 'granted') return 'granted';
  if (value === false || value === 'denied') return 'denied';
  return value === 'pending' ? value : undefined;
}
