/** A confirmation shows its link: one that is hidden could never be confirmed. */
import { linkVariables } from '../../engine/model/link-variables.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';
import { convertHtmlToText } from './text-part.ts';

/** The rendered confirmation shows no link, by a condition, a comment or a style. */
export class ConfirmationHiddenError extends Error {
  readonly code = 'confirmation_hidden';
  constructor() {
    super(
      `The rendered confirmation shows no {{ ${linkVariables.confirm} }}: the person could not confirm. Show it in every case.`,
    );
    this.name = 'ConfirmationHiddenError';
  }
}

const sample = 'https://links.invalid/c/sample';
const skipped =
  /\{%-?\s*(comment|raw)\b[\s\S]*?\{%-?\s*end\1\b[^%]*%\}|\{%-?\s*if\s+false\s*-?%\}[\s\S]*?\{%-?\s*(?:endif|else|elsif)\b[^%]*%\}/g;
const output = new RegExp(`\\{\\{-?\\s*${linkVariables.confirm}\\b[\\s\\S]*?\\}\\}`, 'g');
/** A tag that stores the link, or HTML around it, may show it elsewhere. */
const stored = new RegExp(`\\{%-?\\s*capture\\b|\\{%[^%]*\\b${linkVariables.confirm}\\b`);

/** When publishing, of a source with the link: as far as it does not depend on a person. Throws TemplateInvalidError. */
export function requireConfirmation(source: string, path: string, kind: 'html' | 'text'): void {
  if (!source.includes(linkVariables.confirm) || stored.test(source)) return;
  const text = source
    .replace(skipped, '')
    .replace(output, sample)
    .replace(/\{[{%][\s\S]*?[%}]\}/g, '');
  if ((kind === 'html' ? convertHtmlToText(text) : text).includes(sample)) return;
  throw new TemplateInvalidError({
    path,
    received: `{{ ${linkVariables.confirm} }}`,
    remedy: `A reader would not see {{ ${linkVariables.confirm} }}, because a condition, a comment or a style hides it: the person could not confirm. Show it.`,
  });
}

/** Of a rendered message whose template has the link. Throws ConfirmationHiddenError. */
export function checkConfirmation(fields: Readonly<Record<string, string>>, link: string): void {
  const { html, text, body, url } = fields;
  const parts =
    body === undefined
      ? [html === undefined ? link : convertHtmlToText(html), text ?? link]
      : [`${body} ${url}`];
  if (!parts.every((part) => part.includes(link))) throw new ConfirmationHiddenError();
}
