/** A confirmation shows its link to every reader: checked when it is published, and when it is rendered. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import type { TemplateDocument } from '../../../engine/model/documents/template-document.ts';

const link = 'https://links.example.com/c/token';
const anchor = '<a href="{{ confirm_url }}">Yes</a>';

function make(html: string, text?: string): TemplateDocument {
  const base = { kind: 'template', id: 'confirm', status: 'live', channel: 'email' } as const;
  const content = { subject: 'Confirm', html, ...(text !== undefined && { text }) };
  return { ...base, class: 'transactional', content };
}

it.each([
  ['a false condition', `<p>Hi</p>{% if false %}${anchor}{% endif %}`, undefined],
  ['a style', `<p>Hi</p><div style="display:none">${anchor}</div>`, undefined],
  ['a comment of HTML', `<p>Hi</p><!-- ${anchor} -->`, undefined],
  ['a comment of Liquid', `<p>Hi</p>{% comment %}${anchor}{% endcomment %}`, undefined],
  ['a false condition in the text', anchor, 'Hi {% if false %}{{ confirm_url }}{% endif %}'],
])('is refused when %s hides it', async (_what, html, text) => {
  await expect(compileTemplate(make(html, text))).rejects.toThrow('A reader would not see {{ confirm_url }}');
});

it.each([
  ['a link', anchor],
  ['the other branch of a false condition', `{% if false %}x{% else %}${anchor}{% endif %}`],
  ['a stored link', '{% assign to = confirm_url %}<a href="{{ to }}">Yes</a>'],
  ['a captured link', `{% capture yes %}${anchor}{% endcapture %}<p>{{ yes | raw }}</p>`],
])('is accepted with %s', async (_what, html) => {
  await expect(compileTemplate(make(html))).resolves.toBeDefined();
});

it.each([
  [true, undefined],
  [false, 'The rendered confirmation shows no {{ confirm_url }}'],
])('fails at the sender where a condition of the person hides it: %s', async (isShown, problem) => {
  const html = `<p>Hi</p>{% if profile.traits.vip %}${anchor}{% endif %}`;
  const { compiled } = await compileTemplate(make(html));
  const variables = { confirm_url: link, profile: { traits: { vip: isShown } } };
  const render = () => createContentRenderer(defaultLimits)({ template: compiled, variables, now: 0 });
  if (problem === undefined) expect(render()['text']).toContain(link);
  else expect(render).toThrow(problem);
});
