/** Reports what is wrong with a template's content, where, and what to write instead. */
import type { TemplateFault } from '../../app/ports/template-compiler.ts';

export class TemplateInvalidError extends Error {
  readonly code = 'template_invalid';
  readonly path: string;
  readonly received: string;
  /** Includes line and column if they are known. */
  readonly remedy: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** As given: crosses to another thread. */
  readonly fault: TemplateFault;

  constructor(fault: TemplateFault) {
    const { path, received, remedy, line, column } = fault;
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
    this.fault = { ...fault, received: shown };
  }
}
