/**
 * What Meta returns with each status of a message (`biz_opaque_callback_data`), so that a report finds its message also
 * when the answer to the call was lost.
 */

export interface MessageOwner {
  readonly profileId: string;
  readonly messageId: string;
  /** The address that it was sent to. */
  readonly address: string;
}

/** Meta's maximum, in characters. */
const longest = 512;

/** Undefined when it is too long. */
export function formatOwner({ profileId, messageId, address }: MessageOwner): string | undefined {
  const text = JSON.stringify(['percorso', profileId, messageId, address]);
  return text.length <= longest ? text : undefined;
}

/** Of our messages that count nowhere: tests, and answers to replies. */
export const uncountedCallback = '["percorso"]';

/** Undefined for messages of other applications. */
export function readOwner(text: unknown): MessageOwner | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(String(text));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts)) return undefined;
  const [name, profileId, messageId, address] = parts as unknown[];
  if (name !== 'percorso' || typeof profileId !== 'string' || typeof messageId !== 'string') return undefined;
  return typeof address === 'string' ? { profileId, messageId, address } : undefined;
}
