/** Which message a provider’s own message id belongs to. */

/** The message that a provider's id belongs to, and its person. */
export interface MessageOwner {
  readonly profileId: string;
  readonly messageId: string;
  /** The address that it was sent to: the person may have another one when the report arrives. */
  readonly address: string;
}

/** Maps a provider's own message ids to messages, for providers whose reports carry nothing else. */
export interface ProviderReceipts {
  /** Idempotent. `provider`: `sms-voice`; `expiresAt` in epoch seconds. */
  keep(provider: string, providerId: string, owner: MessageOwner, expiresAt: number): Promise<void>;
  find(provider: string, providerId: string): Promise<MessageOwner | undefined>;
}
