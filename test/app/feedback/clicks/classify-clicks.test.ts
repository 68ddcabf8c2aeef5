/** Which clicks of a message are a machine's, by its other clicks and by its delivery. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findClickReason } from '../../../../app/feedback/clicks/classify-clicks.ts';
import { type Click, formatClickLog, readClickLog } from '../../../../app/feedback/clicks/click-log.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const click = (after: number, link: string, more: Partial<Click> = {}): Click => ({
  at: start + after,
  link,
  agent: 'chrome',
  address: 'office',
  device: 'computer',
  ...more,
});
const classify = (clicks: readonly Click[], deliveredAt = start - 60_000) => {
  const log = [{ recordedAt: start, deliveredAt, clicks }];
  return clicks.map((one) => findClickReason(one, log));
};
const both = ['all_links', 'all_links'];
const people = [undefined, undefined];

describe('two clicks', () => {
  it.each([
    ['of different links in one millisecond', [click(0, 'a'), click(0, 'b')], both],
    ['of different links within a second', [click(0, 'a'), click(1_000, 'b')], both],
    ['of different links after more than a second', [click(0, 'a'), click(1_001, 'b')], people],
    ['of one link, a double click', [click(0, 'a'), click(100, 'a')], people],
    ['from different people', [click(0, 'a'), click(0, 'b', { agent: 'safari', address: 'home' })], people],
    ['from one address with changing agents', [click(0, 'a'), click(9, 'b', { agent: 'edge' })], both],
    ['from one agent at changing addresses', [click(0, 'a'), click(9, 'b', { address: 'cloud' })], both],
    [
      'from readers that are not known',
      ['a', 'b'].map((link) => click(0, link, { agent: '', address: '' })),
      people,
    ],
    [
      'of which one is a scanner’s by its name',
      [click(0, 'a', { reason: 'scanner_agent' }), click(9, 'b')],
      ['scanner_agent', 'all_links'],
    ],
  ] as const)('%s', (_title, clicks, expected) => {
    expect(classify(clicks)).toEqual(expected);
  });
});

it('three links within two seconds are a machine’s, and a later click is a person’s', () => {
  const burst = [0, 1_500, 3_000].map((after, index) => click(after, `link-${index}`));
  expect(classify([...burst, click(60_000, 'link-0')])).toEqual([
    undefined,
    'all_links',
    undefined,
    undefined,
  ]);
  const faster = [0, 1_100, 2_000].map((after, index) => click(after, `link-${index}`));
  expect(classify(faster)).toEqual(['all_links', 'all_links', 'all_links']);
});

it('a click before the delivery or within five seconds of it is a machine’s, however long the delivery took', () => {
  const clicks = [click(-1, 'a'), click(4_999, 'a'), click(5_000, 'a')];
  expect(classify(clicks, start)).toEqual(['too_soon', 'too_soon', undefined]);
  expect(classify([click(0, 'a')])).toEqual([undefined]);
});

it('more clicks and a delivery never turn a machine’s click into a person’s', () => {
  const arbitrary = fc.array(
    fc
      .record({ after: fc.integer({ min: 0, max: 4_000 }), link: fc.constantFrom('a', 'b', 'c') })
      .map(({ after, link }) => click(after, link)),
    { minLength: 2, maxLength: 8 },
  );
  fc.assert(
    fc.property(arbitrary, fc.integer({ min: -9_000, max: 4_000 }), (clicks, delay) => {
      const [first = click(0, 'a')] = clicks;
      const before = findClickReason(first, [{ recordedAt: start, clicks: clicks.slice(0, -1) }]);
      const log = [{ recordedAt: start, deliveredAt: start + delay, clicks }];
      if (before !== undefined) expect(findClickReason(first, log)).toBeDefined();
    }),
  );
});

describe('the log', () => {
  it('is read as it was written', () => {
    const log = [
      { recordedAt: start, clicks: [click(5, '1x', { reason: 'all_links' }), click(9, '', { address: '' })] },
      { recordedAt: start + 1, deliveredAt: start - 7, clicks: [] },
    ];
    expect(readClickLog({ clicks: formatClickLog(log), outcomes: {} })).toEqual(log);
    expect(readClickLog({ outcomes: { delivered: 3 } })).toEqual([]);
  });

  it('of a message that was clicked before there were logs begins with that click', () => {
    expect(readClickLog({ outcomes: { clicked: start } })).toMatchObject([{ clicks: [{ at: start }] }]);
  });
});
