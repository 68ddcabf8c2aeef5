/** Sensitive fields, from the documents to the program: who may pass them on, and what stays in force. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import type { PublishingPorts } from '../../../app/publish/plan-program.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import { formatProblem } from '../../../engine/config/problems/problem.ts';
import { openMemoryPorts, putAll, readProgram, type SampleDocument } from '../../harness/samples.ts';

const make = (kind: string, id: string, fields: JsonObject): SampleDocument =>
  ({ kind, id, status: 'live', ...fields }) as SampleDocument;

const template = (id: string, body: string) =>
  make('template', id, { channel: 'sms', class: 'transactional', content: { body } });
const rule = (action: JsonObject) =>
  make('rule', 'copy', { trigger: { event: 'Visited' }, actions: [action] });
const policy = (...sensitive: JsonObject[]) => make('policy', 'main', { sensitive });
const code = { path: 'profile.traits.tax_code' };
const from = (path: string) => ({ from: path });

async function publish(ports: PublishingPorts, ...documents: readonly SampleDocument[]) {
  await putAll(ports, documents);
  const { problems, kept } = await publishProgram(ports, { now: 1_000, allowShrink: true });
  return { kept, problems: problems.map(formatProblem) };
}

const open = (): PublishingPorts => ({ ...openMemoryPorts(), compileTemplate });

async function listProblems(...documents: readonly SampleDocument[]): Promise<readonly string[]> {
  return (await publish(open(), template('other', 'Hi'), ...documents)).problems;
}

describe('a sensitive field', () => {
  it.each([
    ['itself', 'Code {{ profile.traits.tax_code }}'],
    ['by a key in brackets', 'Code {{ profile.traits["tax_code"] }}'],
    ['by a computed key', '{% assign key = "tax_code" %}{{ profile.traits[key] }}'],
    ['within all traits', '{% for each in profile.traits %}{{ each }}{% endfor %}'],
    ['below it', '{{ profile.traits.tax_code.number }}'],
    ['as an event states it', '{{ event.traits.tax_code }}'],
    ['through a variable', '{% assign all = event.context %}{{ all.traits.tax_code }}'],
  ])('is refused in a template without permission: %s', async (_what, body) => {
    const problems = await listProblems(policy(code), template('note', body));
    expect(problems).toEqual([
      expect.stringMatching(
        /^content: It passes on ".*", and "profile\.traits\.tax_code" is sensitive: remove it here, or add "template\/note" to "allow" of that field in the live policy\./,
      ),
    ]);
  });

  it.each<[string, JsonObject]>([
    ['a webhook', { webhook: 'https://erp.example/x', body: { code: from('profile.traits.tax_code') } }],
    ['an event', { emit: 'Copied', properties: { code: from('event.traits.tax_code.number') } }],
    ['another trait', { update: { traits: { note: from('profile.traits.tax_code') } } }],
  ])('is refused in a rule that copies it to %s', async (_what, action) => {
    expect(await listProblems(policy(code), rule(action))).toEqual([expect.stringContaining('actions[0].')]);
    expect(await listProblems(policy({ ...code, allow: ['rule/copy'] }), rule(action))).toEqual([]);
  });

  it('is refused in a step that copies it, and not in conditions and waits', async () => {
    const journey = (steps: JsonObject) =>
      make('journey', 'onboarding', {
        trigger: { event: 'Visited' },
        start: 'a',
        steps: { ...steps, z: { type: 'end' } },
      });
    const body = { code: from('profile.traits.tax_code') };
    const call = { type: 'webhook', url: 'https://erp.example/x', body, next: 'z' };
    expect(await listProblems(policy(code), journey({ a: call }))).toEqual([
      expect.stringContaining('steps.a.body.code.from: It passes on "profile.traits.tax_code"'),
    ]);
    const condition = { profile: { traits: { tax_code: ['X'] } } };
    const branch = { type: 'branch', branches: [{ condition, next: 'z' }], default: 'z' };
    expect(await listProblems(policy(code), journey({ a: branch }))).toEqual([]);
  });

  it('is what a computed trait keeps of it, unless the field allows the trait', async () => {
    const trait = make('trait', 'last_ill', {
      function: 'last',
      event: 'Visited',
      path: 'properties.diagnosis',
    });
    const note = template('note', '{{ profile.computed.last_ill }}');
    const field = { path: 'event.properties.diagnosis' };
    expect(await listProblems(policy(field), trait, note)).toEqual([
      expect.stringContaining(
        'It passes on "profile.computed.last_ill", and "event.properties.diagnosis" is',
      ),
    ]);
    expect(await listProblems(policy({ ...field, allow: ['trait/last_ill'] }), trait, note)).toEqual([]);
    expect(await listProblems(policy({ ...field, allow: ['template/note'] }), trait, note)).toEqual([]);
  });

  it('in members of a list has no position', async () => {
    const field = { path: 'event.properties.products.illness' };
    const all = template('note', '{% for each in event.properties.products %}{{ each.illness }}{% endfor %}');
    expect(await listProblems(policy(field), all)).toHaveLength(1);
    const first = rule({ emit: 'Copied', properties: { x: from('event.properties.products.0.illness') } });
    expect(await listProblems(policy(field), first)).toHaveLength(1);
    for (const place of ['.first', '.last', '[-1]', '[0]']) {
      const one = template('note', `{{ event.properties.products${place}.illness }}`);
      expect(await listProblems(policy(field), one)).toContainEqual(expect.stringContaining('is sensitive'));
    }
  });

  it('is the zone of the device as the context states it', async () => {
    const note = template('note', '{{ event.context.timezone }}');
    expect(await listProblems(policy({ path: 'profile.traits.device_timezone' }), note)).toHaveLength(1);
  });

  it('is a trait whose name is a number', async () => {
    const note = template('note', '{{ profile.traits.city }}');
    expect(await listProblems(policy({ path: 'profile.traits.2024' }), note)).toEqual([]);
  });
});

describe('a sensitive trait of an account', () => {
  const iban = { path: 'account.iban' };

  it.each([
    ['as a trait of the account', '{{ account.iban }}'],
    ['as a group call states it', '{{ event.context.group.traits.iban }}'],
    ['within the group', '{{ event.context.group | json }}'],
    ['by the first and the last trait', '{{ event.context.group.traits.first }}'],
    ['by a filter', '{{ event.context.group.traits | first }}'],
    ['by the last', '{{ event.context.group.traits | last }}'],
    ['by the names of a map', '{{ event.context.group | map: "iban" }}'],
    ['by a search', '{{ event.context.group | where: "iban" | json }}'],
    ['in a loop', '{% for each in event.context.group.traits %}{{ each[1] }}{% endfor %}'],
    ['in a table', '{% tablerow each in event.context.group.traits %}{{ each }}{% endtablerow %}'],
    ['through a variable', '{% assign group = event.context["group"] %}{{ group.traits | json }}'],
    ['by a computed key', '{% assign key = "iban" %}{{ event.context.group.traits[key] }}'],
    ['in an argument', '{{ "x" | append: event.context.group.traits.iban }}'],
    ['in captured text', '{% capture all %}{{ event.context.group.traits }}{% endcapture %}{{ all }}'],
  ])('is refused in a template without permission: %s', async (_what, body) => {
    const problems = await listProblems(policy(iban), template('note', body));
    expect(problems).toContainEqual(expect.stringContaining('and "account.iban" is sensitive: remove it'));
    const allowed = { ...iban, allow: ['template/note'] };
    expect(await listProblems(policy(allowed), template('note', body))).toEqual([]);
  });

  it.each([
    '{{ event | json }}',
    '{{ event.context | json }}',
    '{% assign key = "group" %}{{ event.context[key].traits.iban }}',
  ])('is refused in a template that shows everything above it: %s', async (body) => {
    const problems = await listProblems(policy(iban), template('note', body));
    expect(problems).toContainEqual(expect.stringContaining('and "account.iban" is sensitive: remove it'));
  });

  it.each(['event.context.group.traits.iban', 'event.context.group.traits', 'event.context.group'])(
    'is refused in a rule, a step and a computed trait that copy it from %s',
    async (path) => {
      const call = { webhook: 'https://erp.example/x', body: { group: from(path) } };
      const copies: JsonObject[] = [
        call,
        { emit: 'Copied', properties: { group: from(path) } },
        { update: { traits: { group: from(path) } } },
      ];
      for (const copy of copies)
        expect(await listProblems(policy(iban), rule(copy))).toEqual([
          expect.stringContaining(`It passes on "${path}", and "account.iban" is sensitive`),
        ]);
      const kept = make('trait', 'kept', { function: 'last', event: 'Group', path: path.slice(6) });
      expect(
        await listProblems(policy(iban), kept, template('note', '{{ profile.computed.kept }}')),
      ).toHaveLength(1);
    },
  );

  it.each([
    ['event.context.group.traits.iban', '{{ account.iban }}'],
    ['event.context.traits.tax_code', '{{ profile.traits.tax_code }}'],
  ])('is also what events state in %s', async (path, body) => {
    expect(await listProblems(policy({ path }), template('note', body))).toHaveLength(1);
  });

  it('leaves the id of the account and other parts of the context free', async () => {
    const body =
      '{{ event.context.group.id }} {{ event.context.groupId }} {{ event.context.group.traits.plan }}';
    expect(await listProblems(policy(iban), template('note', body))).toEqual([]);
  });
});

describe('a field that becomes sensitive', () => {
  it('leaves no last version in force that passes it on, and the journey of it waits', async () => {
    const ports = open();
    const journey = make('journey', 'onboarding', {
      trigger: { event: 'Visited' },
      start: 'a',
      steps: { a: { type: 'send', template: 'note', next: 'z' }, z: { type: 'end' } },
    });
    const note = template('note', '{{ profile.traits.tax_code }}');
    const copy = rule({ update: { traits: { copy: from('profile.traits.tax_code') } } });
    const before = await publish(
      ports,
      template('other', 'Hi'),
      note,
      copy,
      journey,
      policy({ path: 'account.iban' }),
    );
    expect(before.problems).toEqual([]);
    const { problems } = await publish(ports, policy(code));
    expect(problems.filter((each) => each.includes('last published version')).sort()).toEqual([
      expect.stringContaining('Its last published version was paused: it needs template "note"'),
      expect.stringContaining('Its last published version was removed as well: it passes on "profile.'),
      expect.stringContaining('Its last published version was removed as well: it passes on "prof'),
    ]);
    const program = await readProgram(ports);
    expect(program?.templates.map(({ id }) => id)).toEqual(['other']);
    expect(program?.rules).toEqual([]);
    expect(program?.journeys.map(({ document }) => document.status)).toEqual(['paused']);
    const allowed = { ...code, allow: ['template/note', 'rule/copy'] };
    expect((await publish(ports, policy(allowed))).problems).toEqual([]);
    expect((await readProgram(ports))?.journeys.map(({ document }) => document.status)).toEqual(['live']);
  });
});

describe('the policy', () => {
  it.each<[string, JsonObject, string]>([
    ['no field', { path: 'profile.trait.x' }, 'Did you mean "traits"?'],
    ['a field that is no map', { path: 'profile.lastSeenAt' }, 'A sensitive field is a trait, a property'],
    ['all traits', { path: 'profile.traits' }, 'Give a name below profile.traits'],
    ['a computed trait', { path: 'profile.computed.x' }, 'A sensitive field is a trait, a property'],
    ['a reader that is no kind', { ...code, allow: ['segment/x'] }, 'Write kind and id of a template, rule'],
  ])('is refused with %s', async (_what, field, remedy) => {
    expect(await listProblems(policy(field))).toEqual([expect.stringContaining(remedy)]);
  });

  it('warns of a reader that does not exist', async () => {
    expect(await listProblems(policy({ ...code, allow: ['template/othre'] }))).toEqual([
      expect.stringMatching(
        /^warning: sensitive\[0\]\.allow\[0\]: There is no "template\/othre"\. Did you mean "template\/other"/,
      ),
    ]);
  });
});
