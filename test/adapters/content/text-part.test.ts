/** The text part of an email is made from its HTML, in the worker. */
import { afterAll, describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { createRenderSandbox } from '../../../adapters/content/render-sandbox.ts';
import { convertHtmlToText } from '../../../adapters/content/text-part.ts';
import { makeTemplate } from '../../harness/templates.ts';

const sandbox = createRenderSandbox();
afterAll(() => sandbox.close());

describe('the text part of an email', () => {
  it.each([
    [
      'entities',
      '<p>Perch&eacute; no? Caff&egrave;, 2 &times; 5 &euro;, 20 &deg;C &amp;amp;</p>',
      'Perché no? Caffè, 2 × 5 €, 20 °C &amp;',
    ],
    [
      'cells',
      '<table><tr><th>Item</th><th>Price</th></tr><tr><td>Tea</td><td>5</td></tr></table>',
      'Item Price\nTea 5',
    ],
    ['blocks', '<center>Hello Anna</center><center>Your order</center>', 'Hello Anna\nYour order'],
    ['terms', '<dl><dt>Order</dt><dd>A-9</dd><dt>Sum</dt><dd>5</dd></dl>', 'Order A-9\nSum 5'],
    [
      'attributes with >',
      '<p><img alt="5 > 3" src="x.png"> now</p><p><a title="a > b" href="https://shop.example/x">link</a></p>',
      '5 > 3 now\n\nlink (https://shop.example/x)',
    ],
    ['lists', '<ul><li>a</li><li>b</li></ul><ol><li>x</li></ol>', '- a\n- b\n\n1. x'],
    ['a link that is its own text', '<a href="https://a.example">https://a.example</a>', 'https://a.example'],
    ['links that lead nowhere', '<a href="javascript:x">a</a> <a href="#t">b</a> <a href="">c</a>', 'a b c'],
    ['what is not seen', '<style>p{}</style><div style="display:none">pre</div><p hidden>x</p><p>y</p>', 'y'],
    [
      'no text that is hidden before the content',
      '<div style="max-height:0; overflow:hidden">a</div><div style="DISPLAY : NONE !important">b</div><p>y</p>',
      'y',
    ],
    ['lists in lists', '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>', '- a\n  - b\n- c'],
    [
      'links of apps and of parts of an image',
      '<a href="shop://cart">Cart</a><map><area href="https://a.example/1" alt="Tea"></map>',
      'Cart (shop://cart)Tea (https://a.example/1)',
    ],
    [
      'addresses',
      '<a href="mailto:help@a.example?subject=Hi">Write to us</a>',
      'Write to us (help@a.example?subject=Hi)',
    ],
    ['text outside the body', '<p>a</p><html><body><p>b</p></body></html><p>c</p>', 'a\n\nb\n\nc'],
    [
      'buttons apart',
      '<button>Go</button><details><summary>Size</summary>250 g</details>',
      'Go\nSize\n250 g',
    ],
    ['words in part bold', '<p>a <b>b</b>c&nbsp;d</p>', 'a bc d'],
    ['broken markup', 'a < b <p>c</a> &bogus; &#x41;', 'a < b\n\nc &bogus; A'],
  ])('has %s as a reader sees them', async (_what, html, text) => {
    const { compiled } = await compileTemplate(makeTemplate({ subject: 's', html }));
    const rendered = await sandbox.render({ template: compiled, variables: {}, now: 0 });
    expect(rendered['text']).toBe(text);
  });

  it('says what MJML says, without the preview that mail programs show before it', async () => {
    const mjml =
      '<mjml><mj-head><mj-preview>Soon</mj-preview></mj-head><mj-body><mj-section><mj-column><mj-text>One<br/>two</mj-text><mj-button href="https://a.example/go">Go</mj-button></mj-column></mj-section></mj-body></mjml>';
    const { compiled } = await compileTemplate(makeTemplate({ subject: 's', mjml }));
    const rendered = await sandbox.render({ template: compiled, variables: {}, now: 0 });
    expect(rendered['text']).toBe('One\ntwo\n\nGo (https://a.example/go)');
  });

  it.each(['<!--', '<div>', '<ul><li>', '<a href=x>', '<table><td>', '&#x', '<p a="', '</p><div>'])(
    'of hostile HTML costs no more than its length: %s',
    async (part) => {
      const cost = (times: number) => {
        const html = part.repeat(times);
        const began = performance.now();
        convertHtmlToText(html);
        return performance.now() - began;
      };
      cost(2_000);
      // The square of forty times as much would be 1,600 times as long.
      expect(cost(80_000)).toBeLessThan(400 * Math.max(cost(2_000), 2));
    },
  );
});
