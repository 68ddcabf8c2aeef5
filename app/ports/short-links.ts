/** Short links of messages: where each leads, and the message that has it. */
import type { Channel } from '../../engine/model/channels.ts';

export interface ShortLink {
  /** `shortCodeLength` characters of `shortCodeAlphabet`. */
  readonly code: string;
  readonly url: string;
  readonly profileId: string;
  readonly messageId: string;
  readonly channel: Channel;
  readonly template: string;
  readonly origin: string;
  /** When it was made, right before its message was sent (epoch ms). */
  readonly madeAt: number;
  /** Epoch seconds. */
  readonly expiresAt: number;
  /** Its clicks are not recorded: it leads to a page of the stage, or its message is a test. */
  readonly isSilent?: true;
}

/** Letters and digits that no one confuses; no link ends with a sign that a phone leaves out. */
export const shortCodeAlphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
export const shortCodeLength = 10;

export interface ShortLinks {
  /** Idempotent. False: another message has the code. */
  keep(link: ShortLink): Promise<boolean>;
  /** Undefined after its end. `now` in epoch ms. */
  find(code: string, now: number): Promise<ShortLink | undefined>;
}
