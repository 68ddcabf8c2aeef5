/** What to render for a message: the same for a sender, a preview and a simulation. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { UtmPolicy } from '../../engine/model/documents/utm-policy.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { RenderRequest, ShortCodes } from '../ports/rendering.ts';
import { makeLinkTags } from './make-link-tags.ts';
import { type MessageUrls, makeSampleUrls, toVariables } from './message-links.ts';
import { makeSampleCodes } from './short-links.ts';

/** The same with sample links: for previews and simulations, which send nothing. */
export function describeSampleRendering(
  message: SendMessage,
  template: CompiledTemplate,
  utm?: UtmPolicy,
): RenderRequest {
  const [urls, shortLinks] = [makeSampleUrls(sampleUrl), makeSampleCodes(sampleUrl)];
  return describeRendering(message, template, { urls, utm, shortLinks });
}

/** No real host: a link of a preview leads nowhere. */
const sampleUrl = 'https://links.example.com';

export function describeRendering(
  message: SendMessage,
  template: CompiledTemplate,
  {
    urls = {},
    utm,
    shortLinks,
  }: {
    readonly urls?: MessageUrls;
    readonly utm?: UtmPolicy | undefined;
    readonly shortLinks?: ShortCodes | undefined;
  } = {},
): RenderRequest {
  const { variables, decidedAt, locale, language, timeZone } = message;
  return {
    template,
    variables: { ...variables, ...toVariables(urls) },
    now: decidedAt,
    ...omitAbsent({ locale, language, timeZone, linkTags: makeLinkTags(message, utm), shortLinks }),
  };
}
