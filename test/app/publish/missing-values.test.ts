/** Publishing names the values that nothing provides, and what readers see instead. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { validateStored } from '../../../app/publish/validate-stored.ts';
import { makeSms } from '../../harness/templates.ts';

async function warn(body: string, ...others: readonly object[]): Promise<string[]> {
  const documents = [makeSms(body), ...others].map((document) => ({ document }));
  const { problems } = await validateStored(documents, compileTemplate);
  expect(problems.every(({ code, severity }) => code === 'unknown_variable' && severity === 'warning')).toBe(
    true,
  );
  return problems.map(({ remedy }) => remedy);
}

describe('A value that nothing provides', () => {
  it.each([
    ["{{ first_name | default: 'friend' }}", 'Readers see "friend" instead.'],
    ['{{ first_name }}', 'Readers see nothing instead.'],
    ['{{ profile.computed.spent | money: "EUR" }}', 'Readers see nothing instead.'],
    ['{{ profile.computed.spent | default: 0 }}', 'Readers see "0" instead.'],
    ['{{ profile.trait.a | upcase | default: "x y" }}', 'Readers see "x y" instead.'],
    ["{{ first_name | default: 'you' }} {{ first_name }}", 'Readers see "you" or nothing instead.'],
    [
      '{{ name.first | default: profile.traits.nickname }}',
      'Readers see "{{ profile.traits.nickname }}" instead.',
    ],
    [
      '{% if gold %}{{ event.properties.x }}{% endif %}',
      'A path starts with "profile.", "event." or "account.".',
    ],
  ])('%s is warned of, with: %s', async (body, words) => {
    const warnings = await warn(body);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(words);
  });

  it('says nothing of readers where the value is only a condition', async () => {
    expect((await warn('{% if gold %}a{% endif %}b'))[0]).not.toContain('Readers');
  });

  it('is a value of the event, in a campaign', async () => {
    const segment = {
      kind: 'segment',
      id: 'all',
      status: 'live',
      condition: { profile: { id: [{ exists: true }] } },
    };
    const campaign = {
      kind: 'campaign',
      id: 'spring',
      status: 'live',
      audience: { segment: 'all' },
      send: 'welcome',
      schedule: { at: '2099-03-01T09:00:00Z' },
    };
    const policy = { kind: 'policy', id: 'p', status: 'live', campaigns: { allowTransactional: true } };
    expect(await warn("Hi {{ event.properties.item | default: 'all' }}", segment, campaign, policy)).toEqual([
      'The template "welcome" shows event.properties.item, which stays empty: a schedule has no event. Readers see "all" instead.',
    ]);
  });
});
