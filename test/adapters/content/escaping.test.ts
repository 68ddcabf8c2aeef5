/** Values are escaped once where HTML is made, and nowhere else. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { makeTemplate } from '../../harness/templates.ts';

const render = createContentRenderer(defaultLimits);
const variables = {
  profile: { traits: { company: "O'Neil & Co", evil: '<script>x</script>', ready: 'a &amp; b' } },
  event: { properties: { note: 'line 1\nline 2 <b>' } },
};

/** The same source as HTML, and in a text part. */
async function renderBoth(source: string) {
  const { compiled } = await compileTemplate(
    makeTemplate({ subject: source, html: `<p>${source}</p>`, text: source }),
  );
  const { html = '', text, subject } = render({ template: compiled, variables, now: 0 });
  return { html: html.slice(3, -4), text, subject };
}

describe('Escaping', () => {
  it.each([
    ['a plain value', '{{ profile.traits.company }}', 'O&#39;Neil &amp; Co', "O'Neil & Co"],
    ['escape', '{{ profile.traits.company | escape }}', 'O&#39;Neil &amp; Co', "O'Neil & Co"],
    ['xml_escape', '{{ profile.traits.company | xml_escape }}', 'O&#39;Neil &amp; Co', "O'Neil & Co"],
    ['escape_once', '{{ profile.traits.ready | escape_once }}', 'a &amp; b', 'a & b'],
    [
      'escape and more',
      '{{ profile.traits.company | escape | upcase }}',
      'O&#39;NEIL &amp; CO',
      "O'NEIL & CO",
    ],
    [
      'line breaks',
      '{{ event.properties.note | newline_to_br }}',
      'line 1<br />line 2 &lt;b&gt;',
      'line 1\nline 2 <b>',
    ],
    [
      'line breaks of what is escaped',
      '{{ event.properties.note | escape | newline_to_br | strip }}',
      'line 1<br />line 2 &lt;b&gt;',
      'line 1\nline 2 <b>',
    ],
    [
      'a captured part',
      '{% capture x %}<b>{{ profile.traits.company }}</b>{% endcapture %}{{ x | strip }}',
      '<b>O&#39;Neil &amp; Co</b>',
      "<b>O'Neil & Co</b>",
    ],
    [
      'a value put to a captured part',
      '{% capture x %}<b>x</b>{% endcapture %}{{ x | append: profile.traits.evil }}',
      '<b>x</b>&lt;script&gt;x&lt;/script&gt;',
      '<b>x</b><script>x</script>',
    ],
    ['an empty captured part', "{% capture x %}{% endcapture %}{{ x | default: 'none' }}", 'none', 'none'],
    [
      'a captured part in a condition',
      "{% capture x %}ab{% endcapture %}{% if x == 'ab' and x contains 'b' and x.size == 2 %}yes{% endif %}",
      'yes',
      'yes',
    ],
    ['raw', '{{ profile.traits.evil | raw }}', '<script>x</script>', '<script>x</script>'],
    [
      'raw with line breaks',
      '{{ event.properties.note | newline_to_br | raw }}',
      'line 1<br />line 2 <b>',
      'line 1\nline 2 <b>',
    ],
    [
      'echo',
      '{% echo profile.traits.evil | escape %}',
      '&lt;script&gt;x&lt;/script&gt;',
      '<script>x</script>',
    ],
  ])('of %s happens once in HTML, and not in text', async (_what, source, html, text) => {
    const rendered = await renderBoth(source);
    expect(rendered.html).toBe(html);
    expect(rendered.text).toBe(text);
    expect(rendered.subject).toBe(text.replaceAll('\n', ' '));
  });
});
