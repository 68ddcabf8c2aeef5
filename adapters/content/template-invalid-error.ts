/** Reports what is wrong with a template's content, where, and what to write instead. */

export interface TemplateFault {
  /** Keys from the document's root: `content.subject`, `locales.it.mjml`. */
  readonly path: string;
  /** The faulty part of the content: an author's text, never a customer's. */
  readonly received: string;
  /** What is wrong and what to do. */
  readonly remedy: string;
  /** Both from 1, within the field. */
  readonly line?: number;
  readonly column?: number;
}

export class TemplateInvalidError extends Error {
  readonly code = 'template_invalid';
  readonly path: string;
  readonly received: string;
  /** Includes line and column if they are known. */
  readonly remedy: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor({ path, received, remedy, line, column }: TemplateFault) {
    const place = [
      ...(line === undefined ? [] : [`line ${line}`]),
      ...(column === undefined ? [] : [`column ${column}`]),
    ].join(', ');
    const located = place === '' ? remedy : `${place}: ${remedy}`;
    const shown = received.length > 200 ? `${received.slice(0, 199)}…` : received;
    super(`${path}: ${located} (received ${JSON.stringify(shown)})`);
    this.name = 'TemplateInvalidError';
    this.path = path;
    this.received = shown;
    this.remedy = located;
    this.line = line;
    this.column = column;
  }
}
