/** The text part of an email has every visible text of its HTML, in the same order, and every link target. */
import { fc, test } from '@fast-check/vitest';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { convertHtmlToText } from '../../adapters/content/text-part.ts';
import { readExampleEmails } from '../harness/example-emails.ts';

/** As an independent reader sees it: the words of texts and of `alt`, and the targets of links. */
function readHtml(html: string): { readonly words: readonly string[]; readonly links: readonly string[] } {
  const [words, links, open]: [string[], string[], boolean[]] = [[], [], []];
  const isHidden = () => open.includes(true);
  const parser = new Parser({
    onopentag(name, { style = '', href = '', alt = '' }) {
      open.push(/^(?:head|style|script|title)$/.test(name) || /display\s*:\s*none/i.test(style));
      if (isHidden()) return;
      if (/^(?:a|area)$/.test(name) && href !== '') links.push(href);
      if (/^(?:img|area)$/.test(name)) words.push(...alt.split(/\s+/));
    },
    onclosetag: () => open.pop(),
    ontext: (text) => isHidden() || words.push(...text.split(/\s+/)),
  });
  parser.write(html);
  parser.end();
  return { words: words.filter((word) => word !== ''), links };
}

/** With the targets of links taken out, unless they are their own text. */
function checkText(html: string): void {
  const text = convertHtmlToText(html);
  const { words, links } = readHtml(html);
  for (const link of links) expect(text).toContain(link.replace('mailto:', ''));
  let at = 0;
  for (const word of words) {
    const found = text.indexOf(word, at);
    expect([word, found >= at]).toEqual([word, true]);
    at = found + word.length;
  }
}

interface Nodes {
  readonly inline: string;
  readonly block: string;
}

const texts = ['Tea', 'A&amp;B', '5&nbsp;&euro;', '&lt;b&gt;', 'Caff\u00e8', '\u0634\u0627\u064a'];
const word = fc.tuple(fc.constantFrom(...texts), fc.nat(999)).map(([text, id]) => `${text}${id}`);
const targets = [
  'https://shop.example/a?b=1&amp;c=',
  'mailto:a@b.example?subject=',
  'tel:+39',
  'shop://cart/',
];
const link = fc.tuple(fc.constantFrom(...targets), fc.nat(999)).map(([start, id]) => `${start}${id}`);
const wrap = (inner: fc.Arbitrary<string>, ...tags: string[]) =>
  fc.tuple(fc.constantFrom(...tags), inner).map(([tag, text]) => `<${tag}>${text}</${tag.split(' ')[0]}>`);
const { block } = fc.letrec(
  (tie: fc.LetrecTypedTie<Nodes>): fc.LetrecValue<Nodes> => ({
    inline: fc.oneof(
      word,
      wrap(word, 'b', 'em', 'span', 'font color="red"', 'span style="color:red"', 'abbr', 'sup'),
      fc.tuple(link, word).map(([href, text]) => `<a href="${href}" style="color:#000">${text}</a>`),
      fc.tuple(link, word).map(([href, alt]) => `<a href='${href}'><img src="x.png" alt="${alt}"></a>`),
      link.map((href) => `<a href="${href}"><img src="x.png"></a>`),
      word.map((alt) => `<img alt="${alt}" src="https://a.example/x.png">`),
      fc.array(tie('inline'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' <br> ')),
    ),
    block: fc.oneof(
      { depthSize: 'small' },
      wrap(tie('inline'), 'p', 'h1', 'h3', 'div', 'center', 'blockquote', 'section', 'div align="center"'),
      fc
        .tuple(link, tie('block'))
        .map(([href, inner]) => (inner.includes('<a') ? inner : `<a href="${href}">${inner}</a>`)),
      fc
        .tuple(fc.constantFrom('ul', 'ol'), fc.array(tie('block'), { minLength: 1, maxLength: 3 }))
        .map(([tag, items]) => `<${tag}><li>${items.join('</li><li>')}</li></${tag}>`),
      fc
        .array(fc.array(tie('block'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
        .map((rows) => rows.map((cells) => `<tr><td>${cells.join('</td>\n<td>')}</td></tr>`).join(''))
        .map((rows) => `<table role="presentation"><tbody>${rows}</tbody></table>`),
      word.map((text) => `<div style="display:none;max-height:0">HIDDEN ${text}</div>`),
      fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map((parts) => `<div>${parts.join('')}</div>`),
    ),
  }),
);

describe('the text part', () => {
  test.prop([block], { numRuns: 500 })('has every visible text and every link target', (html) => {
    checkText(html);
    expect(convertHtmlToText(html)).not.toContain('HIDDEN');
  });

  it('has those of the example emails, each once', async () => {
    const emails = await readExampleEmails();
    expect(emails.length).toBeGreaterThan(5);
    for (const { html, preheader } of emails) {
      checkText(html);
      const text = convertHtmlToText(html);
      if (preheader !== undefined) expect(text).not.toContain(preheader);
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      expect(new Set(lines).size).toBe(lines.length);
    }
  });
});
