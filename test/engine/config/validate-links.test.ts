/** Validation of links behind QR codes: what would lose a scan or lead nowhere is refused, with the place and a remedy. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { reservedNames } from '../../../engine/config/check/reserved-names.ts';
import { defaultScanName } from '../../../engine/model/documents/link-document.ts';
import { expectProblems, itReports, validateAmongGood } from '../../harness/journey-samples.ts';

const link = (more: JsonObject): JsonObject => ({
  ...{ kind: 'link', id: 'window', status: 'live', target: 'https://shop.example/?a=%7Bx%7D' },
  ...more,
});
const whole = 'Give a whole URL that begins with https://';
const from = '2026-12-01T10:00:00Z';

describe('a link', () => {
  itReports('is refused with %s', [
    ['a target with a line break', link({ target: 'https://shop.example/\r\nx: 1' }), 'link/window target: '],
    ['a target with a space', link({ target: ' https://shop.example/' }), 'Remove spaces, line breaks'],
    ['Liquid in the target', link({ target: 'https://shop.example/{{ profile.id }}' }), 'without Liquid'],
    ['encoded Liquid', link({ target: 'https://shop.example/%7B%7B a %7D%7D' }), 'without Liquid'],
    ['Liquid in the fallback', link({ fallback: 'https://shop.example/{% if a %}' }), 'without Liquid'],
    ['a script as target', link({ target: 'javascript:alert(1)' }), whole],
    ['data as target', link({ target: 'data:text/html,x' }), whole],
    ['http', link({ target: 'http://shop.example/' }), whole],
    ['a host without a scheme', link({ target: '//shop.example/' }), whole],
    ['a user in the target', link({ target: 'https://shop.example@evil.example/' }), whole],
    [
      'the end before the start',
      link({ validFrom: from, validUntil: '2026-12-01T10:30:00+01:00' }),
      'validUntil',
    ],
    ['the end at the start', link({ validFrom: from, validUntil: from }), 'The link is never valid'],
  ]);

  it.each([...reservedNames])(
    'is refused with the event "%s", as are a rule and a step that emit it',
    (event) => {
      expectProblems(link({ event }), ['link/window event: ']);
      const trigger = { event: 'Ordered' };
      const rule = { kind: 'rule', id: 'loud', status: 'live', trigger, actions: [{ emit: event }] };
      expectProblems(rule, ['rule/loud actions[0].emit: ']);
      const steps = { say: { type: 'emit', event, next: 'end' }, end: { type: 'end' } };
      const journey = { kind: 'journey', id: 'loud', status: 'live', trigger, start: 'say', steps };
      expectProblems(journey, ['journey/loud steps.say.event: ']);
    },
  );

  it('is valid with a name of its own, and an end after its start', () => {
    const more = { event: 'Poster Seen', validFrom: from, validUntil: '2026-12-01T10:00:00.001Z' };
    expect(validateAmongGood(link(more))).toEqual([]);
  });
});

it('cannot take a name that docs/touchpoints.md lists among the events of Percorso', () => {
  const text = readFileSync(new URL('../../../docs/touchpoints.md', import.meta.url), 'utf8');
  const [, part = ''] = text.split('## Events that Percorso emits');
  const names = [...part.matchAll(/`((?:[A-Z]\w+ )+(?:by )?[A-Z]\w+)`/g)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(20);
  // The name of a scan is that of links without a name of their own.
  expect(names.filter((name) => !reservedNames.has(name))).toEqual([defaultScanName]);
});
