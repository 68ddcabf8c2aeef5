/** The links of a message. The sender makes them right before it renders: decisions and queues contain none. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { defaultPurpose } from '../../engine/channels/consent-key.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { linkVariables } from '../../engine/model/link-variables.ts';
import { formatLink, type LinkClaim, type LinkKind, sampleToken } from '../links/link-claim.ts';
import { sealLink } from '../links/seal-link.ts';
import type { LinkKeys } from '../ports/link-keys.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';

/** By kind: the URLs that a message needs. */
export type MessageUrls = Readonly<Partial<Record<LinkKind, string>>>;

export interface MessageLinks {
  /** Throws LinkUrlMissingError, or the errors of LinkKeys. */
  make(message: SendMessage, kinds: readonly LinkKind[]): Promise<MessageUrls>;
}

export interface LinkSettings {
  readonly keys: Pick<LinkKeys, 'current'>;
  /** `https://...` without a slash at its end; empty where the stage serves no links. */
  readonly publicUrl: string;
}

/** The stage serves no links, and the message needs one. */
export class LinkUrlMissingError extends Error {
  readonly code = 'link_url_missing';
  constructor() {
    super('The stage has no URL for links. Deploy with preferences=true, or with -c publicUrl=https://...');
    this.name = 'LinkUrlMissingError';
  }
}

export function createMessageLinks({ keys, publicUrl }: LinkSettings): MessageLinks {
  return {
    async make(message, kinds) {
      if (publicUrl === '') throw new LinkUrlMissingError();
      if (message.isTest) return makeSampleUrls(publicUrl, kinds);
      const key = await keys.current();
      return Object.fromEntries(
        kinds.flatMap((kind) => {
          const claim = makeClaim(kind, message);
          return claim === undefined ? [] : [[kind, formatLink(publicUrl, kind, sealLink(claim, key))]];
        }),
      );
    },
  };
}

/** Links whose page says what they do in a sent message; they change nothing. */
export function makeSampleUrls(publicUrl: string, kinds: readonly LinkKind[] = allKinds): MessageUrls {
  return Object.fromEntries(kinds.map((kind) => [kind, formatLink(publicUrl, kind, sampleToken)]));
}

/** Names as templates read them: `unsubscribe_url`. */
export function toVariables(urls: MessageUrls): Readonly<Record<string, string>> {
  return Object.fromEntries(
    allKinds.flatMap((kind) => (urls[kind] === undefined ? [] : [[linkVariables[kind], urls[kind]]])),
  );
}

/** A promotional email always has a link to unsubscribe, in its headers. */
export function isUnsubscribable({ channel, class: messageClass }: SendMessage): boolean {
  return channel === 'email' && messageClass === 'promotional';
}

const allKinds: readonly LinkKind[] = ['unsubscribe', 'preferences', 'confirm', 'view'];

/**
 * Those that its content shows, and for promotional email the one in its headers. Only a message that asks for a
 * confirmation has a link to confirm: publishing reports other templates that show one.
 */
export function listNeeded(message: SendMessage, template: CompiledTemplate): readonly LinkKind[] {
  const used = listUsedLinks(template);
  const isNeeded: Readonly<Record<LinkKind, boolean>> = {
    unsubscribe: used.has('unsubscribe') || isUnsubscribable(message),
    preferences: used.has('preferences'),
    confirm: used.has('confirm') && (message.confirms !== undefined || message.isTest === true),
    view: used.has('view') && message.channel === 'email',
  };
  return allKinds.filter((kind) => isNeeded[kind]);
}

const usedBy = new WeakMap<CompiledTemplate, ReadonlySet<LinkKind>>();

/** Kinds of links that its content shows. */
export function listUsedLinks(template: CompiledTemplate): ReadonlySet<LinkKind> {
  const known = usedBy.get(template);
  if (known !== undefined) return known;
  const sources = Object.values(template.contents).flatMap((fields) => Object.values(fields));
  const used = new Set(
    allKinds.filter((kind) => sources.some((source) => source.includes(linkVariables[kind]))),
  );
  usedBy.set(template, used);
  return used;
}

/** Undefined: the message asks for no confirmation, so no link of it may confirm. */
function makeClaim(kind: LinkKind, message: SendMessage): LinkClaim | undefined {
  const {
    profileId,
    id,
    channel,
    to,
    purpose = defaultPurpose,
    topic,
    locale,
    confirms,
    decidedAt,
    template,
    templateRevision: revision,
  } = message;
  const shared = {
    profileId,
    messageId: id,
    channel,
    address: to,
    purpose,
    ...omitAbsent({ topic, locale }),
    // The decision's moment: sending again gives the same link.
    issuedAt: Math.floor(decidedAt / 1000),
  };
  if (kind !== 'confirm') return { kind, ...shared };
  return confirms === undefined ? undefined : { kind, ...shared, ...confirms, template, revision };
}
