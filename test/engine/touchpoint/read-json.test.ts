/** Numbers in events that are longer than a double holds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../../engine/touchpoint/read-json.ts';

describe('readJson', () => {
  it.each([
    ['{"id":90071992547409931}', { id: '90071992547409931' }],
    ['{ "id" : -9007199254740993 }', { id: '-9007199254740993' }],
    ['[1,\n 12345678901234567890,2]', [1, '12345678901234567890', 2]],
    ['12345678901234567890', '12345678901234567890'],
    ['{"id":9007199254740991,"back":-9007199254740991}', { id: 9007199254740991, back: -9007199254740991 }],
    // No one writes an id like this.
    ['[1e20,12345678901234567890.5]', [1e20, Number('12345678901234567890.5')]],
    ['{"text":"x:12345678901234567890"}', { text: 'x:12345678901234567890' }],
    ['["\\\\",12345678901234567890]', ['\\', '12345678901234567890']],
    ['["\\",12345678901234567890",1]', ['",12345678901234567890', 1]],
    [
      '{"12345678901234567890":"\\n12345678901234567890"}',
      { '12345678901234567890': '\n12345678901234567890' },
    ],
    ['{"id":12345678901234567890,"id":12345678901234567891}', { id: '12345678901234567891' }],
    ['[1e400,-0,9007199254740992]', [Number.POSITIVE_INFINITY, -0, '9007199254740992']],
  ])('reads %s', (text, expected) => {
    expect(readJson(text)).toEqual(expected);
  });

  it('reads everything else as JSON.parse does', () => {
    const isLong = (value: unknown) => Number.isInteger(value) && !Number.isSafeInteger(value);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, (_key, inner: unknown) => (isLong(inner) ? 0 : inner));
        expect(readJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps any two whole numbers different, at any place', () => {
    const long = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(
      fc.property(long, long, (one, other) => {
        const read = readJson(`{"list":[${one},{"id":${other}}]}`) as { list: [unknown, { id: unknown }] };
        expect([String(read.list[0]), String(read.list[1].id)]).toEqual([String(one), String(other)]);
      }),
    );
  });

  it.each([
    '{"id":12345678901234567890',
    '{12345678901234567890:1}',
    '[0012345678901234567890]',
    '[12345678901234567890 1]',
    '"12345678901234567890',
  ])('refuses what is no JSON: %s', (text) => {
    expect(() => readJson(text)).toThrow(SyntaxError);
  });

  it('keeps the digits beside and inside values nested thousands of levels deep', () => {
    const depth = 50_000;
    const nested = `${'['.repeat(depth)}12345678901234567890${']'.repeat(depth)}`;
    let read = readJson(`{"nested":${nested},"id":12345678901234567891}`) as Record<string, unknown>;
    expect(read['id']).toBe('12345678901234567891');
    for (let level = 0; level < depth; level++) read = Object.values(read)[0] as Record<string, unknown>;
    expect(read).toEqual(['12345678901234567890']);
  });
});
