/** What operators have paused. Pauses are stored beside the documents and override them. */
import { type DocumentKind, documentKinds } from './documents/documents.ts';

export interface Pause {
  /** Epoch ms. */
  readonly at: number;
  /** Who paused it, as AWS names the caller. */
  readonly by: string;
  readonly reason: string;
}

/**
 * By label (`rule/welcome`, `journey/win-back`, `campaign/spring`); `sending` is every email, SMS and push message,
 * `sending/example.com` promotional email from this domain.
 */
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
  block: false,
  event: false,
  link: false,
  query: true,
} as const satisfies Readonly<Record<DocumentKind, boolean>>;

export type PausableKind = {
  [Kind in DocumentKind]: (typeof pausing)[Kind] extends true ? Kind : never;
}[DocumentKind];

export const pausableKinds = documentKinds.filter((kind): kind is PausableKind => pausing[kind]);

/** Label of the pause of all messages. */
export const allSending = 'sending';

/** Label of the pause of promotional email from a domain. */
export function labelDomain(domain: string): string {
  return `${allSending}/${domain}`;
}

/** The domain of such a label; undefined for any other label. */
export function readPausedDomain(label: string): string | undefined {
  const prefix = labelDomain('');
  return label.startsWith(prefix) ? label.slice(prefix.length) : undefined;
}

/** A label that can be paused. */
export function isPausable(label: string): boolean {
  return (
    label === allSending ||
    readPausedDomain(label) !== undefined ||
    pausableKinds.some((kind) => label.startsWith(`${kind}/`))
  );
}

/** Undefined when there is none. */
export function listPausedDomains(pauses: Pauses = {}): readonly string[] | undefined {
  const domains = Object.keys(pauses).flatMap((label) => readPausedDomain(label) ?? []);
  return domains.length === 0 ? undefined : domains;
}
