/** Adds the policy's UTM parameters to the links of rendered content. */
import type { LinkTags, RenderedFields } from '../../app/ports/rendering.ts';
import { isHostOf } from '../../engine/channels/link-hosts.ts';

/** `untouched`: links of the stage, such as the one to unsubscribe. Other fields than these contain no links. */
export function tagLinks(
  fields: RenderedFields,
  tags: LinkTags,
  untouched: readonly string[],
): Record<string, string> {
  const tag = (url: string, isHtml: boolean) =>
    isTagged(url, tags, untouched) ? addQuery(url, tags.query, isHtml) : url;
  return Object.fromEntries(
    Object.entries(fields).map(([field, text]) => [field, tagField(field, text, tag)]),
  );
}

type TagUrl = (url: string, isHtml: boolean) => string;

function tagField(field: string, text: string, tag: TagUrl): string {
  switch (field) {
    case 'html':
    case 'footer':
      return text.replace(anchor, (_whole, start: string, value: string) => start + tagAttribute(value, tag));
    case 'text':
    case 'footerText':
    case 'body':
      return text.replace(textUrl, (found, at: number) => {
        const isEnclosed = text[at - 1] === '<' && text[at + found.length] === '>';
        const url = isEnclosed ? found : withoutPunctuation(found);
        return tag(url, false) + found.slice(url.length);
      });
    case 'url':
      return tag(text, false);
    default:
      return text;
  }
}

/** A link in HTML, also one for Outlook in a comment; images and style sheets are no links. */
const anchor =
  /(<(?:a|area|v:[a-z]+)\b(?:[^>"']|"[^"]*"|'[^']*')*?\shref\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)/gi;
export const textUrl = /https?:\/\/[^\s<>"]+/gi;

function tagAttribute(value: string, tag: TagUrl): string {
  const [, quote = '', before = '', url = '', after = ''] =
    /^(["']?)(\s*)([\s\S]*?)(\s*)\1$/.exec(value) ?? [];
  return quote + before + tag(url, true) + after + quote;
}

/** A sentence goes on after a link, and brackets enclose it. */
export function withoutPunctuation(url: string): string {
  const end = /[.,;:!?'\u2019\u201d\u00bb\u2026]$/.test(url) || (/[)\]}]$/.test(url) && !/[([{]/.test(url));
  return end ? withoutPunctuation(url.slice(0, -1)) : url;
}

function isTagged(source: string, { hosts }: LinkTags, untouched: readonly string[]): boolean {
  const url = decodeReferences(source);
  if (!/^https?:\/\//i.test(url) || untouched.some((link) => url.startsWith(link))) return false;
  const parsed = URL.parse(url);
  // The author has tagged it.
  if (parsed === null || /[?&]utm_[a-z]+=/i.test(parsed.search)) return false;
  return isHostOf(parsed.hostname, hosts);
}

/** Every character of the link stays: parameters are added before the fragment. */
function addQuery(url: string, query: string, isHtml: boolean): string {
  const plain = isHtml ? url.replace(/&#(?:\d+|x[\da-f]+);/gi, (found) => '_'.repeat(found.length)) : url;
  const fragment = plain.indexOf('#');
  const end = fragment < 0 ? url.length : fragment;
  const before = url.slice(0, end);
  const and = isHtml ? '&amp;' : '&';
  const isOpen = /^[^?]*\?$|&$|&amp;$/.test(before);
  const joint = plain.slice(0, end).includes('?') ? (isOpen ? '' : and) : '?';
  return before + joint + query.replaceAll('&', and) + url.slice(end);
}

/** The character references that templates and Liquid's escaping write in a link. */
function decodeReferences(text: string): string {
  return text
    .replace(/&#(?:(\d+)|x([\da-f]+));/gi, (whole, decimal?: string, hex?: string) => {
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
