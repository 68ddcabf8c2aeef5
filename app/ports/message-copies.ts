/** Copies of sent messages that their readers can open in a browser. */

export interface MessageCopy {
  readonly profileId: string;
  readonly messageId: string;
  /** The whole document, without links that act for the reader. */
  readonly html: string;
  /** Absent: it was kept before these were stored. */
  readonly subject?: string;
  readonly from?: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

export type FoundCopy = Pick<MessageCopy, 'html' | 'subject' | 'from'>;

/** The store keeps no item of this size. */
export class MessageCopyTooLargeError extends Error {
  readonly code = 'message_copy_too_large';
  readonly bytes: number;
  constructor(bytes: number) {
    super(
      `The message has ${bytes} bytes when it is compressed; at most ${largestCopy} can be kept to be viewed online. Shorten it, or remove {{ view_online_url }}.`,
    );
    this.name = 'MessageCopyTooLargeError';
    this.bytes = bytes;
  }
}

/** Compressed bytes. A DynamoDB item has at most 409,600. */
export const largestCopy = 390_000;

export interface MessageCopies {
  /** Idempotent. Throws MessageCopyTooLargeError. */
  keep(copy: MessageCopy): Promise<void>;
  /** Undefined after its end. `now` in epoch ms. */
  find(profileId: string, messageId: string, now: number): Promise<FoundCopy | undefined>;
}
