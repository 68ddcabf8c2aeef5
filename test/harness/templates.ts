/** Template documents for tests: an email by default. */
import type { TemplateContent, TemplateDocument } from '../../engine/model/documents/template-document.ts';

export function makeTemplate(
  content: TemplateContent,
  overrides: Partial<TemplateDocument> = {},
): TemplateDocument {
  return {
    kind: 'template',
    id: 'welcome',
    status: 'live',
    channel: 'email',
    class: 'transactional',
    content,
    ...overrides,
  };
}

export function makeSms(body: string, overrides: Partial<TemplateDocument> = {}): TemplateDocument {
  return makeTemplate({ body }, { channel: 'sms', ...overrides });
}

export function wrapMjml(inner: string): string {
  return `<mjml><mj-body><mj-section><mj-column>\n${inner}\n</mj-column></mj-section></mj-body></mjml>`;
}
