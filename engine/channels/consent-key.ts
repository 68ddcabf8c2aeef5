/**
 * Keys of consent statements: a channel (`email`: the default purpose on it), another purpose on a channel
 * (`email:surveys`), every purpose on it (`email:*`, which only a no can be stated about), the replies STOP and START on it
 * (`sms:!stop`), or a topic on a channel (`email/news`). They are built and parsed only here.
 */
import { omitAbsent } from '../base/omit-absent.ts';
import { type Channel, channels, isChannel } from '../model/channels.ts';

/** The purpose of every consent and template that names none. It exists without a document. */
export const defaultPurpose = 'marketing';
/** Every purpose and topic of a channel: those that have a document, and those that have none yet or no longer. */
export const everyPurpose = '*';
/**
 * What a person replies: denied by STOP, granted by START. A no to every purpose as well, with a key of its own: START
 * lifts what STOP set and nothing else, and nothing else lifts it.
 */
const stopPurpose = '!stop';

export interface ConsentScope {
  readonly channel: Channel;
  /** `marketing` when absent. */
  readonly purpose?: string;
  /** A topic belongs to one purpose by its document, so its key names no purpose. */
  readonly topic?: string;
}

const keyForm = new RegExp(
  `^(${channels.join('|')})(?:(:)(\\*|!stop)|([/:])([A-Za-z0-9][A-Za-z0-9_-]{0,63}))?$`,
);

export function makeConsentKey({ channel, purpose = defaultPurpose, topic }: ConsentScope): string {
  if (topic !== undefined) return `${channel}/${topic}`;
  return purpose === defaultPurpose ? channel : `${channel}:${purpose}`;
}

export function makeEveryKey(channel: Channel): string {
  return makeConsentKey({ channel, purpose: everyPurpose });
}

/** The key of STOP and START. */
export function makeStopKey(channel: Channel): string {
  return makeConsentKey({ channel, purpose: stopPurpose });
}

/** Keys whose no is about every purpose of the channel. */
export function listEveryKeys(channel: Channel): readonly string[] {
  return [makeEveryKey(channel), makeStopKey(channel)];
}

/** Undefined for any other text, and for `email:marketing`: that key is `email`. */
export function parseConsentKey(key: string): ConsentScope | undefined {
  const [, channel, , every, separator, name] = keyForm.exec(key) ?? [];
  if (!isChannel(channel)) return undefined;
  if (every !== undefined) return { channel, purpose: every };
  if (name === undefined) return { channel };
  if (separator === '/') return { channel, topic: name };
  return name === defaultPurpose ? undefined : { channel, purpose: name };
}

export function isConsentKey(key: string): boolean {
  return parseConsentKey(key) !== undefined;
}

/** The key that a source means: channels in any case, and `email:marketing`. Undefined when it is none. */
export function readConsentKey(text: string): string | undefined {
  const key = text
    .trim()
    .replace(/^[a-z]+/i, (channel) => channel.toLowerCase())
    .replace(new RegExp(`:${defaultPurpose}$`), '');
  return isConsentKey(key) ? key : undefined;
}

export function isEveryKey(key: string): boolean {
  return key.endsWith(`:${everyPurpose}`);
}

export function isStopKey(key: string): boolean {
  return key.endsWith(`:${stopPurpose}`);
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
