/** The senders of email, as documents state them: one address, alone or with a display name. */

/** What a message says about its sender instead of its template. */
export interface SenderOptions {
  /** `Lucerna <news@example.com>`; the template's when absent, else the stage's. */
  readonly from?: string;
  /** Address for replies; the template's when absent, else the sender. */
  readonly replyTo?: string;
}

const form = /^(?:[^<>@\p{Cc}]*<)?[^\s<>@,;"\p{Cc}]+@[^\s<>@,;"\p{Cc}]+\.[^\s<>@,;"\p{Cc}]+>?$/u;

/** Without Liquid: values of a person never become a sender. */
export function isSenderAddress(text: string): boolean {
  const isClosed = text.includes('<') === text.endsWith('>');
  return text.length <= 320 && !/\{[{%]/.test(text) && isClosed && form.test(text.trim());
}

export const senderRemedy =
  'This is one address for all recipients, without Liquid: "news@example.com" or "Lucerna <news@example.com>".';
