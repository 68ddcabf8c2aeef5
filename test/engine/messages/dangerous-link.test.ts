import { expect, it } from 'vitest';
import { findDangerousScheme } from '../../../engine/messages/dangerous-link.ts';

it.each([
  ['javascript:alert(1)', 'javascript'],
  [' JaVaScript:alert(1)', 'javascript'],
  ['java\nscript:alert(1)', 'javascript'],
  ['\u200bdata:text/html,x', 'data'],
  ['vbscript:x', 'vbscript'],
  ['file:///etc/passwd', 'file'],
  ['https://example.com/?next=javascript:x', undefined],
  ['shop://cart', undefined],
  ['/cart', undefined],
  ['{{ profile.traits.link }}', undefined],
])('%j is dangerous by its scheme: %s', (link, scheme) => {
  expect(findDangerousScheme(link)).toBe(scheme);
});
