/** Publishing compares SMS templates with the policy's maximum of parts and its ceilings. */
import { describe, expect, it } from 'vitest';
import { checkPolicy } from '../../../../engine/config/check/check-policy.ts';
import { checkSmsLength } from '../../../../engine/config/check/check-sms-length.ts';
import type { QuietWindow, SmsPolicy } from '../../../../engine/model/documents/policy-document.ts';
import type { TemplateDocument } from '../../../../engine/model/documents/template-document.ts';
import { expectProblems } from '../../../harness/journey-samples.ts';

const makeTemplate = (body: string, more: object = {}): TemplateDocument => ({
  ...{ kind: 'template', id: 'sale', status: 'live', channel: 'sms', class: 'promotional' },
  content: { body },
  ...more,
});

function check(body: string, maxParts = 1, more: object = {}) {
  return checkSmsLength(makeTemplate(body, more), { maxParts }).map(({ segments, severity = 'error' }) => [
    segments.join('.'),
    severity,
  ]);
}

describe('the fixed text of an SMS', () => {
  it.each<[string, string, unknown[]]>([
    ['that fits', 'x'.repeat(160), []],
    ['that has one character too many', 'x'.repeat(161), [['content.body', 'error']]],
    ['beside a value', `${'x'.repeat(148)}{{ profile.name }}`, []],
    [
      'with a value that makes it too long',
      `${'x'.repeat(149)}{{ profile.name }}`,
      [['content.body', 'warning']],
    ],
    [
      'that a condition may leave out',
      `{% if event.a %}${'x'.repeat(161)}{% endif %}`,
      [['content.body', 'warning']],
    ],
    [
      'of two branches, each of which fits',
      `{% if event.a %}${'x'.repeat(90)}{% else %}${'y'.repeat(90)}{% endif %}`,
      [],
    ],
    ['beside a comment', `Hi{% comment %}${'x'.repeat(200)}{% endcomment %}`, []],
    ['in Unicode', `${'x'.repeat(70)}ő`, [['content.body', 'error']]],
  ])('%s', (_name, body, expected) => {
    expect(check(body)).toEqual(expected);
  });

  it('counts as it is sent: transliterated', () => {
    expect(check(`${'x'.repeat(70)}ő`, 1, { transliterate: true })).toEqual([]);
  });

  it('is checked in each locale, and only with a limit and for SMS', () => {
    const locales = { it: { body: 'x'.repeat(400) } };
    expect(check('Sale', 2, { locales })).toEqual([['locales.it.body', 'error']]);
    expect(check('x'.repeat(161), 1, { channel: 'push' })).toEqual([]);
    expect(checkSmsLength(makeTemplate('x'.repeat(1600)), {})).toEqual([]);
  });
});

describe('an SMS without text', () => {
  const codes = (body: string) => checkSmsLength(makeTemplate(body), {}).map(({ code }) => code);

  it.each([
    ' ',
    '{% comment %}Hi{% endcomment %}',
    '{% capture x %}Hi{% endcapture %}',
    "{% assign x = 'Hi' %}",
    '{% if event.a %} {% else %}{% endif %}',
  ])('is reported: %j', (body) => {
    expect(codes(body)).toEqual(['sms_empty']);
  });

  it.each([
    '{{ profile.name }}',
    "{% echo 'Hi' %}",
    '{% if event.a %}Hi{% endif %}',
    '{% if event.a %}{% else %}Hi{% endif %}',
    '{% raw %}{{ x }}{% endraw %}',
    '{% comment %}no{% endcomment %}Hi',
  ])('is not one that may show something: %j', (body) => {
    expect(codes(body)).toEqual([]);
  });
});

it('refuses what AWS refuses, without a policy', () => {
  expectProblems(makeTemplate('x'.repeat(1600)), []);
  expectProblems(makeTemplate('x'.repeat(1601)), [
    'template/sale content.body: The fixed text alone has 1601 characters, and AWS sends at most 1600: shorten it.',
  ]);
});

it('refuses the template when the policy is live, and names the limit', () => {
  const template = makeTemplate('x'.repeat(161));
  const policy = (status: string) => ({ kind: 'policy', id: 'contact', status, sms: { maxParts: 1 } });
  expectProblems(
    policy('live'),
    [
      'template/sale content.body: The fixed text alone is 2 parts, so this SMS would never be sent. The policy allows 1 (sms.maxParts): shorten the text, or raise the limit.',
    ],
    [template],
  );
  expectProblems(policy('draft'), [], [template]);
});

const listPolicyWarnings = (sms?: SmsPolicy, windows?: readonly QuietWindow[]) =>
  checkPolicy({
    ...{ kind: 'policy', id: 'p', status: 'live' },
    ...(sms && { sms }),
    ...(windows && { quietHours: { windows } }),
  }).map(({ segments, remedy, severity }) => `${severity} ${segments.join('.')}: ${remedy}`);
const night: QuietWindow = { from: '21:00', to: '08:00' };

it('warns of a ceiling of spending that unknown prices evade', () => {
  expect(listPolicyWarnings({ dailySpend: 5 }, [night])).toEqual([
    expect.stringContaining('warning sms.dailySpend: Messages to countries without a known price'),
  ]);
  expect(listPolicyWarnings({ dailySpend: 5, dailyParts: 100 }, [night])).toEqual([]);
  expect(listPolicyWarnings()).toEqual([]);
});

it('warns of a ceiling without quiet hours for SMS, because the rest is sent after midnight UTC', () => {
  const warning = expect.stringContaining(
    'warning sms.dailyParts: What exceeds the ceiling is sent after midnight UTC',
  );
  expect(listPolicyWarnings({ dailyParts: 100 })).toEqual([warning]);
  expect(listPolicyWarnings({ dailyParts: 100, dailySpend: 5 }, [])).toEqual([warning]);
  expect(listPolicyWarnings({ dailyParts: 100 }, [{ ...night, channels: ['email'] }])).toEqual([warning]);
  expect(listPolicyWarnings({ dailyParts: 100 }, [{ ...night, channels: ['sms'] }])).toEqual([]);
  expect(listPolicyWarnings({ maxParts: 3 })).toEqual([]);
});
