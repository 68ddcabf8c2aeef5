/** What a link states: who may do what with it. It is sealed in the link, and no one else can read it. */

import { DAY } from '../../engine/base/time-units.ts';
import type { Channel } from '../../engine/model/channels.ts';

interface SharedClaim {
  readonly profileId: string;
  /** The message that has the link. */
  readonly messageId?: string;
  readonly channel: Channel;
  /** The address that got the link, as the message was addressed. */
  readonly address: string;
  /** Purpose of the message, `marketing` by default. */
  readonly purpose: string;
  readonly topic?: string;
  /** Language of the message. */
  readonly locale?: string;
  /** Epoch seconds: the decision of the message, so that sending again gives the same link. */
  readonly issuedAt: number;
}

/** Never expires. */
export interface UnsubscribeClaim extends SharedClaim {
  readonly kind: 'unsubscribe';
}

export interface PreferencesClaim extends SharedClaim {
  readonly kind: 'preferences';
}

export interface ConfirmClaim extends SharedClaim {
  readonly kind: 'confirm';
  /** Consent keys that it confirms, such as `email` or `email/news`. */
  readonly keys: readonly string[];
  /** When the person asked (epoch ms): the consent counts from this moment. */
  readonly requestedAt: number;
  /** Of the message that asks. Absent in links of earlier versions. */
  readonly template?: string;
  readonly revision?: string;
}

/** Shows the message. The link belongs to a copy that expires. */
export interface ViewClaim extends SharedClaim {
  readonly kind: 'view';
}

export type LinkClaim = UnsubscribeClaim | PreferencesClaim | ConfirmClaim | ViewClaim;
export type LinkKind = LinkClaim['kind'];

/** First part of a link's path. */
export const linkPaths: Readonly<Record<LinkKind, string>> = {
  unsubscribe: 'u',
  preferences: 'p',
  confirm: 'c',
  view: 'v',
};

/** The token of previews, simulations and test messages. It opens nothing. */
export const sampleToken = 'sample';

/** `publicUrl` without a slash at its end. */
export function formatLink(publicUrl: string, kind: LinkKind, token: string): string {
  return `${publicUrl}/${linkPaths[kind]}/${token}`;
}

/** Whether the link is older than `days`. `now` in epoch ms. An unsubscribe link is never too old. */
export function isLinkExpired({ kind, issuedAt }: LinkClaim, days: number, now: number): boolean {
  return kind !== 'unsubscribe' && now > issuedAt * 1000 + days * DAY;
}
