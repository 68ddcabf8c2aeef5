/** Event patterns of the local EventBridge, against the examples of the EventBridge user guide. */

import { describe, expect, it } from 'vitest';
import { PatternInvalidError } from '../../../../local/services/events/matcher.ts';
import { compilePattern } from '../../../../local/services/events/pattern.ts';

const matches = (pattern: unknown, event: unknown): boolean => compilePattern(pattern)(event);

describe('an event pattern', () => {
  it.each([
    ['an exact value among alternatives', { a: ['x', 'y'] }, { a: 'y' }, true],
    ['no string for a number', { a: [1] }, { a: '1' }, false],
    ['null as a value', { a: [null] }, { a: null }, true],
    ['no absent field for null', { a: [null] }, {}, false],
    ['any element of an array', { a: ['x'] }, { a: ['w', 'x'] }, true],
    ['a nested field', { a: { b: ['x'] } }, { a: { b: 'x', c: 1 } }, true],
    ['a prefix', { a: [{ prefix: 'us-' }] }, { a: 'us-east-1' }, true],
    ['a prefix without case', { a: [{ prefix: { 'equals-ignore-case': 'US-' } }] }, { a: 'us-east-1' }, true],
    ['a suffix', { a: [{ suffix: '.png' }] }, { a: 'b.png' }, true],
    ['text without case', { a: [{ 'equals-ignore-case': 'Alice' }] }, { a: 'ALICE' }, true],
    ['a wildcard', { a: [{ wildcard: 'dir/*/x*.png' }] }, { a: 'dir/b/c/x1.png' }, true],
    ['an escaped star', { a: [{ wildcard: 'a\\*b' }] }, { a: 'a*b' }, true],
    ['anything but a list', { a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' }, true],
    ['anything but, when the field is absent', { a: [{ 'anything-but': ['x'] }] }, {}, false],
    ['anything but a prefix', { a: [{ 'anything-but': { prefix: 'init' } }] }, { a: 'initial' }, false],
    [
      'anything but wildcards',
      { a: [{ 'anything-but': { wildcard: ['*/lib/*', '*.tmp'] } }] },
      { a: 'x/lib/y' },
      false,
    ],
    ['a range', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
    ['no range for text', { a: [{ numeric: ['>', 0] }] }, { a: '3' }, false],
    ['an address in a block', { a: [{ cidr: '10.0.0.0/24' }] }, { a: '10.0.0.255' }, true],
    ['a field that exists', { a: [{ exists: true }] }, { a: false }, true],
    ['a field that does not, below an absent one', { a: { b: [{ exists: false }] } }, {}, true],
    ['no object as a leaf', { a: [{ exists: true }] }, { a: { b: 1 } }, false],
    ['one of two branches', { s: ['x'], $or: [{ a: [1] }, { b: [2] }] }, { s: 'x', b: 2 }, true],
    ['neither branch', { s: ['x'], $or: [{ a: [1] }, { b: [2] }] }, { s: 'x', a: 2 }, false],
    ['fields of one array element', { a: { b: [1], c: [2] } }, { a: [{ b: 1, c: 2 }] }, true],
    ['no fields spread over elements', { a: { b: [1], c: [2] } }, { a: [{ b: 1 }, { c: 2 }] }, false],
  ])('takes %s', (_title, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  it.each([
    ['an unknown matcher', { a: [{ regex: 'x' }] }],
    ['a bare value', { a: 'x' }],
    ['an empty list', { a: [] }],
    ['an unknown comparison', { a: [{ numeric: ['!=', 1] }] }],
  ])('is refused with its path for %s', (_title, pattern) => {
    expect(() => compilePattern(pattern)).toThrow(PatternInvalidError);
    expect(() => compilePattern(pattern)).toThrow(/at \$\.a/);
  });
});
