/** `percorso links code` warns before a code is printed that does not lead to its target. */
import { expect, it } from 'vitest';
import { describeCode } from '../../../../cli/commands/operations/codes.ts';
import type { LinkDocument } from '../../../../engine/model/documents/link-document.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const link: LinkDocument = { kind: 'link', id: 'window', status: 'live', target: 'https://shop.example/' };

it.each<[string, Partial<LinkDocument>, string | undefined]>([
  ['valid', { validUntil: '2026-11-22T10:00:00.001Z' }, undefined],
  ['early', { validFrom: '2026-11-23T10:00:00Z' }, 'is not valid before 2026-11-23T10:00:00Z'],
  ['ended', { validUntil: '2026-11-22T10:00:00Z' }, 'has ended (validUntil 2026-11-22T10:00:00Z)'],
  ['ended', { status: 'archived' }, 'is archived'],
  ['paused', { status: 'paused', fallback: 'https://shop.example/f' }, 'leads to https://shop.example/f'],
])('of a link that is %s', (state, more, warning) => {
  const options = { directory: '/', now };
  const { json, lines } = describeCode('window', [{ ...link, ...more }], 'https://l.example', options);
  expect(json).toMatchObject({ state });
  expect(lines.slice(1)).toEqual(warning === undefined ? [] : [expect.stringContaining(warning)]);
});
