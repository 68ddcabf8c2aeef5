/** What operators have paused: it stands beside the documents, and whatever those say, it is not acted on. */
import { type DocumentKind, documentKinds } from './documents/documents.ts';

export interface Pause {
  /** Epoch ms. */
  readonly at: number;
  /** Who paused it, as AWS names the caller. */
  readonly by: string;
  readonly reason: string;
}

/** By label (`rule/welcome`, `journey/win-back`, `campaign/spring`); `sending` is every email, SMS and push message. */
export type Pauses = Readonly<Record<string, Pause>>;

/** What acts by itself can be paused; the others are what it acts by. */
const pausing = {
  rule: true,
  segment: false,
  trait: false,
  template: false,
  policy: false,
  journey: true,
  campaign: true,
} as const satisfies Readonly<Record<DocumentKind, boolean>>;

export type PausableKind = {
  [Kind in DocumentKind]: (typeof pausing)[Kind] extends true ? Kind : never;
}[DocumentKind];

export const pausableKinds = documentKinds.filter((kind): kind is PausableKind => pausing[kind]);

/** Label of the pause of all messages. */
export const allSending = 'sending';

/** A label that can be paused. */
export function isPausable(label: string): boolean {
  return label === allSending || pausableKinds.some((kind) => label.startsWith(`${kind}/`));
}
