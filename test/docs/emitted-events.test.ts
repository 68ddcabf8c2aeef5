/** The published schemas of Percorso's own events: the file, the table of the documentation, and what they refuse. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { describeEmittedEvents } from '../../engine/config/read/describe-emitted-events.ts';
import { emittedEvents } from '../../engine/config/schemas/emitted-events.ts';
import { listUnpublished } from '../harness/emitted-events.ts';

const readDoc = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

const event = {
  source: 'percorso',
  'detail-type': 'Segment Entered',
  detail: {
    messageId: 'm1',
    profileId: '01ABC',
    type: 'track',
    properties: { segment: 'buyers' },
    context: { origin: 'rule' },
    timestamp: '2026-11-24T10:00:00.000Z',
  },
};

describe('docs/emitted-events.schema.json', () => {
  it('is what the schemas describe now (else run `npm run schema`)', () => {
    expect(JSON.parse(readDoc('emitted-events.schema.json'))).toEqual(
      JSON.parse(JSON.stringify(describeEmittedEvents())),
    );
  });

  it('accepts an event, also with members of a later version, and refuses one that lacks a member', () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(
      JSON.parse(readDoc('emitted-events.schema.json')),
    );
    const change = (detail: object, name = event['detail-type']) => ({
      ...event,
      'detail-type': name,
      detail: { ...event.detail, ...detail },
    });
    expect(validate(event)).toBe(true);
    expect(validate(change({ properties: { segment: 'buyers', later: 1 } }))).toBe(true);
    expect(validate(change({ properties: {} }))).toBe(false);
    expect(validate(change({ properties: {} }, 'Event of a Rule'))).toBe(true);
    expect(validate({ ...event, source: 'shop' })).toBe(false);
  });

  it('has the events of the table in docs/touchpoints.md', () => {
    const [, section = ''] = readDoc('touchpoints.md').split('## Events that Percorso emits');
    const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| (`[^|]*) \|/gm)].map(
      ([, first]) => first ?? '',
    );
    const listed = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    expect(listed.filter((name) => name !== 'DetailType').sort()).toEqual(Object.keys(emittedEvents).sort());
  });
});

it('shows an event that no schema describes', () => {
  expect(listUnpublished([event])).toEqual([]);
  const more = { ...event, detail: { ...event.detail, properties: { segment: 'buyers', secret: 1 } } };
  expect(listUnpublished([more])).toEqual([expect.stringContaining('secret')]);
});
