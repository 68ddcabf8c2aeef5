import { describe, expect, it } from 'vitest';
import { repairEvent } from '../../../app/rejected/repair-event.ts';
import { readRepair, requireEventPaths } from '../../../cli/files/read-repair.ts';

const repair = (event: unknown, options: Parameters<typeof readRepair>[0]) =>
  repairEvent(event, readRepair(options));
const check = (options: Parameters<typeof readRepair>[0]) => requireEventPaths(readRepair(options));

describe('a repair', () => {
  it.each([
    ['a text that is no JSON', {}, ['a.b=hello world'], { a: { b: 'hello world' } }],
    ['a text that is JSON', {}, ['a="42"'], { a: '42' }],
    ['a value with = in it', {}, ['a=b=c'], { a: 'b=c' }],
    ['an item at the end of a list', { a: [1] }, ['a.1=2'], { a: [1, 2] }],
    ['through null', { a: null }, ['a.b=1'], { a: { b: 1 } }],
  ])('sets %s', (_, event, set, repaired) => {
    expect(repair(event, { set, unset: [] })).toEqual(repaired);
  });

  it('treats __proto__ as data, and leaves the event it was given as it is', () => {
    const event = JSON.parse('{"detail":{"a":1}}');
    const repaired = repair(event, { set: ['detail.__proto__.x=1'], unset: ['detail.a'] });
    expect(JSON.stringify(repaired)).toBe('{"detail":{"__proto__":{"x":1}}}');
    expect([event, ({} as Record<string, unknown>)['x']]).toEqual([{ detail: { a: 1 } }, undefined]);
  });

  it.each([
    ['userId=42', 'detail.userId'],
    ['properties.total=9', 'detail.properties.total'],
    ['Detail.userId=42', 'detail.userId'],
    ['detailType=Order', 'detail-type'],
  ])('refuses %s, which begins at no field of an event, and names %s', (setting, meant) => {
    const refusal = expect.objectContaining({
      code: 'usage',
      remedy: expect.stringContaining(`Did you mean ${meant}?`),
    });
    expect(() => check({ set: [setting], unset: [] })).toThrow(refusal);
    const path = setting.slice(0, setting.indexOf('='));
    expect(() => check({ set: [], unset: [path] })).toThrow(refusal);
  });

  it('takes every field of an event', () => {
    const set = ['detail.userId=1', 'detail-type=A', 'source=b', 'time=c', 'id=d', 'resources.0=e'];
    expect(() => check({ set, unset: ['region', 'account'] })).not.toThrow();
  });

  it.each([
    ['a', 'usage'],
    ['=1', 'usage'],
    ['a..b=1', 'usage'],
    ['text.b=1', 'request_invalid'],
    ['list.5=1', 'request_invalid'],
    ['list.x=1', 'request_invalid'],
  ])('refuses --set %s', (setting, code) => {
    const event = { text: 'hello', list: [] };
    expect(() => repair(event, { set: [setting], unset: [] })).toThrow(expect.objectContaining({ code }));
  });
});
