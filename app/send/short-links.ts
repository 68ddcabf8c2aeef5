/** Short links of an SMS: their codes before it is rendered, and where they lead before it is sent. */
import { createHmac, hkdfSync } from 'node:crypto';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { expireAfter } from '../../engine/base/time-units.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { LinkKeys } from '../ports/link-keys.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { RenderedFields, ShortCodes } from '../ports/rendering.ts';
import { type ShortLinks, shortCodeAlphabet, shortCodeLength } from '../ports/short-links.ts';
import type { MessageUrls } from './message-links.ts';

export interface ShortLinkTools {
  readonly store: Pick<ShortLinks, 'keep'>;
  /** Undefined where the stage serves no links. The same for the same message and salt. Throws the errors of LinkKeys. */
  makeCodes(message: SendMessage, salt: number): Promise<ShortCodes | undefined>;
}

/** Different links of one SMS; further ones stay long. */
const mostLinks = 10;
/** Days for which a link leads somewhere. */
const linkDays = 90;
const linkField = 'link.';

/** `publicUrl` is empty where the stage serves no links. */
export function createShortLinkTools(
  store: Pick<ShortLinks, 'keep'>,
  keys: Pick<LinkKeys, 'current'>,
  publicUrl: string,
): ShortLinkTools {
  return {
    store,
    async makeCodes({ profileId, id }, salt) {
      if (publicUrl === '') return undefined;
      const { key } = await keys.current();
      const derived = Buffer.from(hkdfSync('sha256', key, '', 'percorso short link 1', 32));
      const codes = Array.from({ length: mostLinks }, (_, index) =>
        formatCode(
          createHmac('sha256', derived)
            .update(JSON.stringify([profileId, id, index, salt]))
            .digest(),
        ),
      );
      return { base: publicUrl, codes };
    },
  };
}

/** 58 bits: of a billion links, one guess in four hundred million finds one. */
function formatCode(hash: Buffer): string {
  let rest = hash.readBigUInt64BE();
  const radix = BigInt(shortCodeAlphabet.length);
  return Array.from({ length: shortCodeLength }, () => {
    const character = shortCodeAlphabet[Number(rest % radix)];
    rest /= radix;
    return character;
  }).join('');
}

/** Codes of previews: of the same length, and none of a sent message. */
export function makeSampleCodes(base: string): ShortCodes {
  return { base, codes: Array.from({ length: mostLinks }, (_, index) => `sample000${index}`) };
}

export function usesShortLinks({ shortLinks, contents }: CompiledTemplate): boolean {
  if (shortLinks !== undefined) return true;
  return Object.values(contents).some(({ body }) => body?.includes('short_link') === true);
}

/** Undefined: the message has none. */
export function listCodes(fields: RenderedFields): readonly string[] | undefined {
  const names = Object.keys(fields).filter((name) => name.startsWith(linkField));
  return names.length === 0 ? undefined : names.map((name) => name.slice(linkField.length));
}

/** Before the call of the provider, so that no message has a link to nothing. False: another message has a code. */
export async function keepShortLinks(
  { id: messageId, profileId, channel, template, origin, isTest }: SendMessage,
  { fields, urls }: { readonly fields: RenderedFields; readonly urls: MessageUrls },
  {
    shortLinks,
    timelineDays,
    now,
  }: { readonly shortLinks?: ShortLinkTools; readonly timelineDays: number; now(): number },
): Promise<boolean> {
  if (shortLinks === undefined) return true;
  const links = Object.entries(fields).filter(([name]) => name.startsWith(linkField));
  const madeAt = now();
  const own = Object.values(urls);
  const kept = await Promise.all(
    links.map(([name, url]) => {
      // A link to unsubscribe works for as long as the ledger knows the message.
      const isOwn = own.includes(url);
      const days = isOwn ? timelineDays : Math.min(linkDays, timelineDays);
      const isSilent = isOwn || isTest === true ? (true as const) : undefined;
      return shortLinks.store.keep({
        code: name.slice(linkField.length),
        url,
        ...{ profileId, messageId, channel, template, origin, madeAt },
        expiresAt: expireAfter(madeAt, days),
        ...omitAbsent({ isSilent }),
      });
    }),
  );
  return kept.every((isOurs) => isOurs);
}
