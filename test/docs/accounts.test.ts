/** The examples of docs/accounts.md are documents that publishing accepts, and what it says of wrong ones is so. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { validateStored } from '../../app/publish/validate-stored.ts';
import { makeProgram } from '../harness/make-program.ts';

const page = readFileSync(new URL('../../docs/accounts.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');

it('publishes the examples together', async () => {
  const program = await makeProgram(examples.join('---\n'));
  expect(program.journeys.map(({ document }) => document.id)).toEqual([
    'company-onboarding',
    'team-onboarding',
  ]);
  const [template] = program.templates;
  expect(template?.variables).toEqual(['account.name', 'account.plan']);
});

it('is not warned of its examples', async () => {
  const sources = parseAllDocuments(examples.join('---\n')).map((parsed) => ({
    document: parsed.toJS() as unknown,
  }));
  expect((await validateStored(sources, compileTemplate)).problems).toEqual([]);
});

const journey = (fields: string) =>
  `kind: journey
id: x
status: live
trigger: { event: Group }
${fields}
start: done
steps: { done: { type: end } }`;

it.each([
  ['oncePer without the account as key', journey('oncePer: account'), /oncePer.*event.context.groupId/],
  ['another key', journey('oncePer: account\nkey: event.properties.id'), /event.context.groupId/],
  ['a pattern that is none', journey('condition: { account: { plan: pro } }'), /condition.account.plan/],
  [
    'a path without a trait',
    journey('').replace(
      '{ type: end }',
      '{ type: update, traits: { x: { from: account } }, next: e }, e: { type: end }',
    ),
    /account.name/,
  ],
])('refuses %s', async (_what, yaml, message) => {
  await expect(makeProgram(yaml)).rejects.toThrow(message);
});
