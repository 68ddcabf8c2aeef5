/** A message template that Meta has approved for WhatsApp, with the values of its parameters. */
export interface MetaTemplate {
  /** As it is registered at Meta: `order_shipped`. */
  readonly name: string;
  /** Meta's code of the language: `it`, `en_US`. */
  readonly language: string;
  /** The parameter of its header: one of them. Media are HTTPS URLs that Meta reads. */
  readonly header?: {
    readonly text?: string;
    readonly image?: string;
    readonly video?: string;
    readonly document?: string;
  };
  /** The values of `{{1}}`, `{{2}}` in its body in this order, or by their names. */
  readonly body?: readonly string[] | Readonly<Record<string, string>>;
  /** The ends of the URLs of its buttons, by position; an empty text where a button has no parameter. */
  readonly buttons?: readonly string[];
}

/**
 * The template of a locale: parts that it lacks are those of the default. Another Meta template (by `name`) has only the
 * parts that the locale gives, because those of the default are for other parameters.
 */
export function mergeMetaTemplate(own: MetaTemplate, defaults: MetaTemplate | undefined): MetaTemplate {
  return own.name === defaults?.name ? { ...defaults, ...own } : own;
}
