/** The UTM parameters of a message, as its policy has them. */

import { normaliseHosts } from '../../engine/channels/link-hosts.ts';
import type { UtmPolicy } from '../../engine/model/documents/utm-policy.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { LinkTags } from '../ports/rendering.ts';

/** An SMS has room for few characters, so its links are tagged only where the policy names it. */
const defaultChannels: NonNullable<UtmPolicy['channels']> = ['email', 'push'];

/** Undefined: the links of this message get no parameters. */
export function makeLinkTags(message: SendMessage, utm: UtmPolicy | undefined): LinkTags | undefined {
  if (utm === undefined || !(utm.channels ?? defaultChannels).includes(message.channel)) return undefined;
  const { source, medium = '{{ channel }}', campaign = '{{ origin }}', content, links } = utm;
  const parameters = Object.entries({ source, medium, campaign, content }).flatMap(([name, value = '']) => {
    const text = fill(value, message);
    return text === '' ? [] : [`utm_${name}=${encodeURIComponent(text).replaceAll('%3A', ':')}`];
  });
  if (parameters.length === 0) return undefined;
  return { query: parameters.join('&'), hosts: normaliseHosts(links) };
}

function fill(value: string, { origin, template, channel, topic = '' }: SendMessage): string {
  const values: Readonly<Record<string, string>> = { origin, template, channel, topic };
  return value.replace(/\{\{\s*(\w+)\s*\}\}/g, (_whole, name: string) => values[name] ?? '').trim();
}
