/** Every matcher against small events, as data: cases/*.jsonl hold pattern, event, answer and why. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Pattern } from '../../../engine/model/documents/document-base.ts';
import { compilePattern } from '../../../engine/patterns/compile-pattern.ts';
import { PatternInvalidError } from '../../../engine/patterns/pattern-invalid-error.ts';
import { parseMoment } from '../../../engine/time/calendar.ts';

interface PatternCase {
  readonly why: string;
  readonly pattern: Pattern;
  readonly event: unknown;
  readonly matches: boolean;
  readonly now?: string;
}

interface InvalidCase {
  readonly why: string;
  readonly pattern: Pattern;
  readonly path: string;
  readonly remedy: string;
}

const here = new URL('.', import.meta.url);

function readCases<Case>(file: string): readonly Case[] {
  const lines = readFileSync(new URL(file, here), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

for (const file of readdirSync(new URL('cases', here))) {
  describe(`patterns, ${file.replace('.jsonl', '')}`, () => {
    it.each(readCases<PatternCase>(`cases/${file}`))('$why: $matches', ({ pattern, event, matches, now }) => {
      const at = now === undefined ? 0 : (parseMoment(now) ?? Number.NaN);
      expect(compilePattern(pattern, 'p').matches(event, at)).toBe(matches);
    });
  });
}

describe('patterns that are refused', () => {
  it.each(readCases<InvalidCase>('invalid.jsonl'))('$why', ({ pattern, path, remedy }) => {
    const error = catchError(() => compilePattern(pattern, 'p'));
    expect(error).toBeInstanceOf(PatternInvalidError);
    expect(error).toMatchObject({ code: 'pattern_invalid', path, remedy: expect.stringContaining(remedy) });
  });

  it('refuses more than 1000 combinations of $or and accepts 1000', () => {
    const choose = (name: string, count: number) => ({
      [name]: { $or: Array.from({ length: count }, (_, index) => ({ x: [index] })) },
    });
    const allowed = { ...choose('a', 10), ...choose('b', 10), ...choose('c', 10) };
    expect(compilePattern(allowed, 'p').matches({ a: { x: 9 }, b: { x: 0 }, c: { x: 5 } }, 0)).toBe(true);
    const error = catchError(() => compilePattern({ ...allowed, ...choose('d', 2) }, 'p'));
    expect(error).toMatchObject({ remedy: expect.stringContaining('fewer') });
  });

  it('refuses numbers that JSON turned into infinity', () => {
    expect(catchError(() => compilePattern({ a: [JSON.parse('1e400')] }, 'p'))).toMatchObject({
      path: 'p.a[0]',
      received: 'Infinity',
    });
  });

  it('refuses a pattern nested without end instead of overflowing the stack', () => {
    const pattern = JSON.parse(`${'{"a":'.repeat(5000)}[1]${'}'.repeat(5000)}`);
    expect(catchError(() => compilePattern(pattern, 'p'))).toBeInstanceOf(PatternInvalidError);
  });
});

describe('events that JSON allows and people do not expect', () => {
  it.each([Number.POSITIVE_INFINITY, Number.NaN])('compares no %s by number or date', (value) => {
    const event = { v: value };
    expect(compilePattern({ v: [{ numeric: ['>', 0] }] }, 'p').matches(event, 0)).toBe(false);
    expect(compilePattern({ v: [{ numeric: ['>', 0] }] }, 'p', { anyNumber: true }).matches(event, 0)).toBe(
      false,
    );
    expect(compilePattern({ v: [{ date: ['>', 'now'] }] }, 'p').matches(event, 0)).toBe(false);
  });

  it.each([1e300, -1e300, 1.5])('returns no wake-up that is not a number for %s', (value) => {
    for (const date of [['>', 'now-P1M'], ['=', 'now'], { 'month-day': 'today' }]) {
      const turn = compilePattern({ v: [{ date }] } as never, 'p').changesAt({ v: value }, 0) ?? 1;
      expect(Number.isFinite(turn) && turn > 0).toBe(true);
    }
  });

  it('lifts the limits on numbers when the option is set', () => {
    const pattern = compilePattern({ v: [{ numeric: ['>', 6e9] }] }, 'p', { anyNumber: true });
    expect(pattern.matches({ v: 7e9 }, 0)).toBe(true);
    expect(pattern.matches({ v: 6e9 + 1 / 3 }, 0)).toBe(true);
  });

  it('gives no wrong answer for a deeply nested array', () => {
    const event = JSON.parse(`{"v":${'['.repeat(1000)}"a"${']'.repeat(1000)}}`);
    expect(compilePattern({ v: ['a'] }, 'p').matches(event, 0)).toBe(true);
    expect(compilePattern({ v: ['b'] }, 'p').matches(event, 0)).toBe(false);
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
