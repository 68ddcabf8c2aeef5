/** What operators have paused: it stands beside the documents, and whatever those say, it is not acted on. */

export interface Pause {
  /** Epoch ms. */
  readonly at: number;
  /** Who paused it, as AWS names the caller. */
  readonly by: string;
  readonly reason: string;
}

/** By label (`rule/welcome`, `journey/win-back`, `campaign/spring`); `sending` is every email, SMS and push message. */
export type Pauses = Readonly<Record<string, Pause>>;

export const pausableKinds = ['rule', 'journey', 'campaign'] as const;

/** Label of the pause of all messages. */
export const allSending = 'sending';

/** A label that can be paused. */
export function isPausable(label: string): boolean {
  return label === allSending || pausableKinds.some((kind) => label.startsWith(`${kind}/`));
}
