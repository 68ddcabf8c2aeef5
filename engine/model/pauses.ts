/** What operators have paused. Pauses are stored beside the documents and override them. */
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

/** Kinds that act by themselves can be paused; the other kinds are what these use. */
const pausing = {
  rule: true,
  segment: false,
  trait: false,
  template: false,
  policy: false,
  journey: true,
  campaign: true,
  purpose: false,
  topic: false,
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
