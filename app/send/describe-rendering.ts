/** What to render for a message: the same for a sender, a preview and a simulation. */

import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { UtmPolicy } from '../../engine/model/documents/utm-policy.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { RenderRequest, ShortCodes } from '../ports/rendering.ts';
import { listFallbackContent } from './fetch-content.ts';
import { makeLinkTags } from './make-link-tags.ts';
import { type MessageUrls, makeSampleUrls, toVariables } from './message-links.ts';
import { makeSampleCodes } from './short-links.ts';

/** With what the template fetches. */
export function addContent(request: RenderRequest, content: JsonObject): RenderRequest {
  if (request.template.fetch === undefined) return request;
  return { ...request, variables: { ...request.variables, content } };
}

export interface SampleOptions {
  readonly utm?: UtmPolicy | undefined;
  /** The fallbacks when absent. */
  readonly content?: JsonObject | undefined;
  /** Of the stage, so that an SMS has its real length; empty where the stage serves no links; assumed when absent. */
  readonly publicUrl?: string | undefined;
}

/** The same with sample links: for previews and simulations, which send nothing. */
export function describeSampleRendering(
  message: SendMessage,
  template: CompiledTemplate,
  { utm, content = listFallbackContent(template), publicUrl = sampleUrl }: SampleOptions = {},
): RenderRequest {
  const urls = makeSampleUrls(publicUrl || sampleUrl);
  // As its sender: without a URL, links stay long.
  const shortLinks = publicUrl === '' ? undefined : makeSampleCodes(publicUrl);
  const request = describeRendering(message, template, { urls, utm, shortLinks });
  return addContent(request, content);
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
