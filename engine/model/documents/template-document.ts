/** Templates: the content of messages on one channel. */
import type { JsonObject } from '../../base/json.ts';
import type { Channel } from '../channels.ts';
import type { MessageClass } from '../effects.ts';
import type { DocumentBase } from './document-base.ts';
import type { MetaTemplate } from './meta-template.ts';
import type { TemplateFetch } from './template-fetch.ts';

export interface TemplateDocument extends DocumentBase {
  readonly kind: 'template';
  readonly channel: Channel;
  readonly class: MessageClass;
  /** `marketing` when absent. */
  readonly purpose?: string;
  /** What it is about, such as `news`: consent and caps can be per topic. */
  readonly topic?: string;
  /** SMS only: written with GSM characters, where all of its characters have a GSM form. */
  readonly transliterate?: boolean;
  /** Id of a block with `{{ content }}` that surrounds the body. */
  readonly layout?: string;
  /** SMS only: links that become short and whose clicks are counted: hosts with their subdomains, or `all`. */
  readonly shortLinks?: 'all' | readonly string[];
  /** JSON of other systems that the template shows as `content.<name>`. */
  readonly fetch?: readonly TemplateFetch[];
  readonly content: TemplateContent;
  /** Overrides per locale (`it`, `pt-BR`); missing fields are those of a more general locale, then of `content`. */
  readonly locales?: Readonly<Record<string, TemplateContent>>;
}

/** Of push only; `body` is shared with SMS. A new field needs a place in engine/channels/push-fields.ts. */
export interface PushContent {
  readonly title?: string;
  readonly url?: string;
  readonly image?: string;
  /** Name of a sound of the app, or `default`. */
  readonly sound?: string;
  /** Number on the icon of the app, or Liquid that gives it. */
  readonly badge?: number | string;
  /** A newer notification with the same key takes the place of an older one. */
  readonly collapseKey?: string;
  /** Seconds for which the platform tries to deliver. */
  readonly timeToLive?: number;
  /** As the app has registered it: its buttons. */
  readonly category?: string;
  /** It wakes the app, and the person sees nothing. */
  readonly silent?: boolean;
  readonly data?: Readonly<Record<string, string>>;
  /** Laid over the payload of a platform. */
  readonly raw?: { readonly apns?: JsonObject; readonly gcm?: JsonObject };
}

export interface TemplateContent extends PushContent {
  /** Sender of an email, `Lucerna <news@example.com>`; the stage's own when absent. */
  readonly from?: string;
  /** Address for replies to an email; its sender when absent. */
  readonly replyTo?: string;
  readonly subject?: string;
  /** The preview text that mail programs show beside the subject. */
  readonly preheader?: string;
  /** MJML or HTML, one of the two for email. */
  readonly mjml?: string;
  readonly html?: string;
  /** Plain-text part of an email (made from the HTML when absent). */
  readonly text?: string;
  /** SMS body, push body. */
  readonly body?: string;
  /** WhatsApp only: a template that Meta has approved. */
  readonly metaTemplate?: MetaTemplate;
}
