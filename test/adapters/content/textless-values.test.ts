/** Maps that a source gave a key such as `toString`: no template fails because of them. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import { makeSms } from '../../harness/templates.ts';

const render = createContentRenderer(defaultLimits);

async function show(body: string, properties: JsonObject) {
  const { compiled } = await compileTemplate(makeSms(body));
  return render({ template: compiled, variables: { event: { properties } }, now: 0 })['body'];
}

it.each<[unknown]>([
  [{ toString: 1 }],
  [{ valueOf: 1, toString: 2 }],
  [[{ toString: 1 }]],
  [{ inner: [{ valueOf: 1 }] }],
])('%j is missing, or has no text', async (v) => {
  const at = 'event.properties.v';
  const uses = [
    `{{ ${at} | plus: 1 }}`,
    `{% if ${at} > 1 %}a{% else %}b{% endif %}`,
    `{% if 'a' contains ${at} %}a{% else %}b{% endif %}`,
    `{{ ${at} | upcase }}`,
    `{% for i in (1..${at}) %}{{ i }}{% endfor %}`,
    `{{ ${at}.inner | join: ',' }}`,
  ];
  for (const use of uses) expect(await show(`Hi ${use}`, { v } as JsonObject)).not.toContain('object');
});

it('shows the default, and every other value as it is', async () => {
  const body = "{{ event.properties.v | default: 'few' }} {{ event.properties.list[1].name }}";
  const list: object[] = [{ toString: 1 }, { name: 'Ann' }];
  expect(await show(body, { v: { toString: 1 }, list } as unknown as JsonObject)).toBe('few Ann');
});
