/** Renders a message with its links, and shapes it for the provider. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { defaultPurpose } from '../../engine/channels/consent-key.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { ContentUnavailableError } from '../ports/content-reader.ts';
import type { ShownFallback } from '../ports/message-ledger.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { MailingList } from '../ports/providers.ts';
import {
  type RenderedFields,
  type RenderRequest,
  type RenderSandbox,
  type ShortCodes,
  TemplateRenderError,
} from '../ports/rendering.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { ContentCache } from './content-cache.ts';
import { addContent, describeRendering } from './describe-rendering.ts';
import { fetchContent } from './fetch-content.ts';
import { isUnsubscribable, listNeeded, type MessageLinks, type MessageUrls } from './message-links.ts';
import type { PolicyCache } from './policy-cache.ts';
import { type ShortLinkTools, usesShortLinks } from './short-links.ts';

export interface RenderTools<Rendered> {
  readonly policies: PolicyCache;
  readonly links: MessageLinks;
  /** Of SMS. */
  readonly shortLinks?: ShortLinkTools;
  /** Of templates that fetch content. */
  readonly content?: ContentCache;
  /** Content that fails for a moment returns the message to its queue. */
  readonly canReturn?: boolean;
  readonly sandbox: Pick<RenderSandbox, 'render'>;
  shape(fields: RenderedFields, list?: MailingList): Rendered;
  readonly telemetry: Telemetry;
  /** Epoch ms. */
  now(): number;
}

export interface Rendering<Rendered> {
  readonly fields: RenderedFields;
  readonly rendered: Rendered;
  /** Links of the stage in it. */
  readonly urls: MessageUrls;
  /** What could not be fetched. */
  readonly fallbacks?: readonly ShownFallback[];
}

/**
 * The reason why it cannot be sent: a fault of the template, or of content that it fetches. Throws ContentUnavailableError
 * where a later delivery may read the content. `salt`: of the codes of short links.
 */
export async function renderMessage<Rendered>(
  message: SendMessage,
  template: CompiledTemplate,
  tools: RenderTools<Rendered>,
  salt: number,
): Promise<Rendering<Rendered> | 'render_failed' | 'content_unavailable'> {
  const now = tools.now();
  const urls = await makeUrls(message, template, tools);
  const { utm, allowedHosts, unsubscribe } = await tools.policies.current(now);
  const list = describeList(message, urls, unsubscribe?.mailto);
  const shortLinks = await makeCodes(message, template, tools, salt);
  try {
    const request = describeRendering(message, template, { urls, utm, shortLinks });
    const render = (part: RenderRequest) => tools.sandbox.render(part);
    const fallbacks: ShownFallback[] = [];
    const content = await fetchContent(request, { ...tools, allowedHosts, render }, (name, { reason }) => {
      fallbacks.push({ name, reason });
      tools.telemetry.info('Fallback content', { messageId: message.id, fetch: name, reason });
      tools.telemetry.count('ContentFallbacks');
    });
    const fields = await render(addContent(request, content));
    const shown = message.isTest ? markAsTest(fields) : fields;
    const { from, replyTo } = message;
    const rendered = tools.shape({ ...shown, ...omitAbsent({ from, replyTo }) }, list);
    return { fields, urls, rendered, ...(fallbacks.length > 0 && { fallbacks }) };
  } catch (error) {
    if (!(error instanceof TemplateRenderError || error instanceof ContentUnavailableError)) throw error;
    const isPassing = error instanceof ContentUnavailableError && error.isTemporary;
    // A test shows its outcome at once.
    if (isPassing && tools.canReturn === true && message.isTest !== true) throw error;
    tools.telemetry.error('Not rendered', error, { messageId: message.id, template: message.template });
    return error.code;
  }
}

/**
 * A promotional message without its links may not go out, and a confirmation without one is useless: the error makes it
 * wait. Any other message goes out without them.
 */
async function makeUrls<Rendered>(
  message: SendMessage,
  template: CompiledTemplate,
  { links, telemetry }: RenderTools<Rendered>,
): Promise<MessageUrls> {
  const kinds = listNeeded(message, template);
  if (kinds.length === 0) return {};
  try {
    return await links.make(message, kinds);
  } catch (error) {
    if (message.class === 'promotional' || kinds.includes('confirm')) throw error;
    telemetry.error('Sent without its links', error, { messageId: message.id, template: message.template });
    return {};
  }
}

/** Of a promotional email: what its headers say. */
function describeList(
  message: SendMessage,
  { unsubscribe: unsubscribeUrl }: MessageUrls,
  mailbox: string | undefined,
): MailingList | undefined {
  if (!isUnsubscribable(message) || unsubscribeUrl === undefined) return undefined;
  const name = message.topic ?? message.purpose ?? defaultPurpose;
  return omitAbsent<MailingList>({ name, unsubscribeUrl, mailbox });
}

/** Marks the subject of a test email. An SMS or a push is short and stays as it is. */
function markAsTest(fields: RenderedFields): RenderedFields {
  const { subject } = fields;
  return subject === undefined ? fields : { ...fields, subject: `[Test] ${subject}` };
}

/** A promotional message waits for its short links; any other goes out with the long ones. */
async function makeCodes<Rendered>(
  message: SendMessage,
  template: CompiledTemplate,
  { shortLinks, telemetry }: RenderTools<Rendered>,
  salt: number,
): Promise<ShortCodes | undefined> {
  if (shortLinks === undefined || !usesShortLinks(template)) return undefined;
  try {
    return await shortLinks.makeCodes(message, salt);
  } catch (error) {
    if (message.class === 'promotional') throw error;
    telemetry.error('Sent without short links', error, { messageId: message.id, template: message.template });
    return undefined;
  }
}
