/** Every line of a text with blocks in it is found in the document where it was written. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expandTemplate, indexBlocks } from '../../engine/config/blocks/expand-template.ts';
import { joinPieces, locateLine } from '../../engine/config/blocks/pieces.ts';
import type { BlockDocument } from '../../engine/model/documents/block-document.ts';
import { makeSms } from '../harness/templates.ts';

/** A line of text, or the number of a later document that is inserted on a line of its own. */
const lines = fc.array(fc.oneof(fc.constant('text'), fc.integer({ min: 1, max: 4 })), {
  minLength: 1,
  maxLength: 6,
});
const documents = fc.array(lines, { minLength: 1, maxLength: 6 });

/** Each line of text has a name of its own; a document contains later ones only, so that there is no circle. */
function write(written: readonly (readonly (string | number)[])[]): string[] {
  return written.map((parts, index) =>
    parts
      .map((part, line) => {
        const next = index + (typeof part === 'number' ? part : 0);
        return next > index && next < written.length ? `  {% render 'b${next}' %}` : `d${index}l${line}.`;
      })
      .join('\n'),
  );
}

it('finds every line of the text', () => {
  fc.assert(
    fc.property(documents, (written) => {
      const [body = '', ...rest] = write(written);
      const blocks = rest.map(
        (text, index): BlockDocument => ({
          kind: 'block',
          id: `b${index + 1}`,
          status: 'live',
          content: { text },
        }),
      );
      const expanded = expandTemplate(makeSms(body), indexBlocks(blocks));
      const pieces = expanded?.fields.get('content.body') ?? [];
      const text = expanded?.document.content.body ?? '';
      if (pieces.length > 0) expect(joinPieces(pieces)).toBe(text);
      expect(text).not.toContain('render');
      for (const [index, line] of text.split('\n').entries()) {
        const [, document, at] = /d(\d+)l(\d+)\./.exec(line) ?? [];
        if (pieces.length === 0 || document === undefined) continue;
        const label = document === '0' ? 'template/welcome' : `block/b${document}`;
        expect(locateLine(pieces, index + 1)).toMatchObject({ place: { label }, line: Number(at) + 1 });
      }
    }),
  );
});

it('counts the lines of a template of its own after a block of several lines', () => {
  const block: BlockDocument = { kind: 'block', id: 'b', status: 'live', content: { text: '1\n2\n3\n' } };
  const expanded = expandTemplate(makeSms("a {% render 'b' %} b\nc"), indexBlocks([block]));
  const pieces = expanded?.fields.get('content.body') ?? [];
  expect(joinPieces(pieces)).toBe('a 1\n2\n3 b\nc');
  const found = [1, 2, 3, 4].map((line) => locateLine(pieces, line));
  expect(found.map((each) => `${each?.place.label} ${each?.line}`)).toEqual([
    'template/welcome 1',
    'block/b 2',
    'block/b 3',
    'template/welcome 2',
  ]);
  expect(locateLine(pieces, 3, 3)).toMatchObject({ place: { label: 'template/welcome' }, line: 1 });
});
