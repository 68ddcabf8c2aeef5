/** The scan for marks finds each form of one that is planted, and nothing in the text of someone else. */
import { createHash } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hasForm, listForms, listTexts, unpack } from '../local/pipeline/find-marks.ts';

const mark = 'mk-Anna-first+name@example.com';
const hash = (name: string, text: string) => createHash(name).update(text);
const around = (text: string) => `{"before":"x","value":"${text}","after":"y"}`;
const forms = listForms(mark);
const pack = (text: string) => Buffer.from(text);

describe('the scan for a mark', () => {
  it.each<[string, string]>([
    ['as it is', mark],
    ['in small letters', mark.toLowerCase()],
    ['in a URL', encodeURIComponent(mark)],
    ['in base64, at the first place', pack(mark).toString('base64')],
    ['in base64, one byte later', pack(`a${mark}`).toString('base64')],
    ['in base64, two bytes later', pack(`ab${mark}`).toString('base64')],
    ['in base64url', pack(mark).toString('base64url')],
    ['as SHA-256 in hex', hash('sha256', mark).digest('hex')],
    ['as SHA-256 in base64', hash('sha256', mark).digest('base64')],
    ['as SHA-256 of its small letters', hash('sha256', mark.toLowerCase()).digest('hex')],
    ['as MD5 in hex', hash('md5', mark).digest('hex')],
    ['as MD5 in base64', hash('md5', mark).digest('base64')],
    ['as SHA-1 in hex', hash('sha1', mark).digest('hex')],
  ])('finds it %s', (_form, planted) => {
    const text = around(planted);
    expect(hasForm([text], forms)).toBe(true);
    expect(hasForm(listTexts({ M: { note: { L: [{ S: text }] } } }), forms), 'in an item').toBe(true);
    for (const press of [gzipSync, deflateSync, deflateRawSync, brotliCompressSync]) {
      expect(hasForm(unpack(press(text)), forms), `in a file packed by ${press.name}`).toBe(true);
      expect(hasForm(listTexts({ M: { body: { B: press(text) } } }), forms), 'in a packed attribute').toBe(
        true,
      );
    }
  });

  it('finds it in the name of an attribute, and in a set of texts', () => {
    expect(hasForm(listTexts({ M: { [mark]: { N: '1' } } }), forms)).toBe(true);
    expect(hasForm(listTexts({ M: { ids: { SS: ['x', mark] } } }), forms)).toBe(true);
  });

  it('finds nothing in the text of another person, and not what it is asked to leave out', () => {
    const other = 'mk-Bruno-first+name@example.com';
    for (const text of [other, pack(other).toString('base64'), hash('sha256', other).digest('hex')])
      expect(hasForm([around(text)], forms)).toBe(false);
    expect(hasForm([around(mark)], forms, [mark])).toBe(false);
  });
});
