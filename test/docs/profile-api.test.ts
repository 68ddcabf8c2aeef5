/** The OpenAPI document of the Profile API: it is current, its schemas are valid, and the page has the same codes. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { personParts } from '../../app/inspect/describe-person.ts';
import { describeOpenApi } from '../../app/profile-api/describe-open-api.ts';
import { queryParameters } from '../../app/profile-api/read-query.ts';
import { refusals } from '../../app/profile-api/web.ts';
import { findUnpublished } from '../harness/check-profile-answer.ts';

const readDoc = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

interface OpenApi {
  readonly paths: Readonly<
    Record<string, { get: { parameters: readonly { name: string; in: string }[]; responses: object } }>
  >;
  readonly components: {
    readonly schemas: Readonly<Record<string, { properties: Readonly<Record<string, object>> }>>;
    readonly responses: Readonly<Record<string, object>>;
  };
}
const published = JSON.parse(readDoc('profile-api.openapi.json')) as OpenApi;

describe('docs/profile-api.openapi.json', () => {
  it('is what the server says now (else run `npm run schema`)', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(describeOpenApi())));
  });

  it('has schemas that compile, and references that lead to something', () => {
    const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
    const { components } = published;
    for (const name of Object.keys(components.schemas))
      expect(() => ajv.compile({ components, $ref: `#/components/schemas/${name}` }), name).not.toThrow();
    const references = [...JSON.stringify(published).matchAll(/"\$ref":"#\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, path = ''] of references) {
      const found = path
        .split('/')
        .reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], published);
      expect(found, path).toBeDefined();
    }
  });

  it('names the types of items, says what each answer is, and has the headers of answers', () => {
    const text = JSON.stringify(published.components.schemas);
    for (const name of ['TimelineEvent', 'TimelineMessage', 'Decision'])
      expect(text).toContain(`{"$ref":"#/components/schemas/${name}"}`);
    const answers = Object.values(published.paths).map(({ get }) => get.responses);
    expect(answers).toMatchObject([
      { 200: { description: 'The person.' } },
      { 200: { description: 'A page of the timeline.' } },
      { 200: { description: 'A page of the messages.' } },
    ]);
    expect(published.components.responses).toMatchObject({
      401: { headers: { 'WWW-Authenticate': {} } },
      405: { headers: { Allow: {} } },
      429: { headers: { 'Retry-After': {} } },
      503: { headers: { 'Retry-After': {} } },
    });
    expect(published.paths['/v1/profiles/{id}']?.get.parameters[1]).toMatchObject({
      ...{ name: 'include', style: 'form', explode: false },
      schema: { type: 'array', items: { enum: [...personParts] } },
    });
  });

  it('has every part of a person, and every parameter', () => {
    const parts = Object.keys(published.components.schemas['profile']?.properties ?? {});
    expect(parts).toEqual(expect.arrayContaining([...personParts]));
    for (const [view, parameters] of Object.entries(queryParameters)) {
      const path = view === 'profile' ? '/v1/profiles/{id}' : `/v1/profiles/{id}/${view}`;
      const listed = published.paths[path]?.get.parameters.filter(({ in: place }) => place === 'query');
      expect(listed?.map(({ name }) => name)).toEqual(Object.keys(parameters));
    }
  });
});

describe('docs/profile-api.md', () => {
  it('lists each status with its codes', () => {
    const rows = [...readDoc('profile-api.md').matchAll(/^\| ((?:\d{3}(?:, )?)+) \| ([^|]+) \|/gm)];
    const listed = rows.flatMap(([, statuses = '', codes = '']) => {
      const names = [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => code);
      const numbers = statuses.split(', ').map(Number);
      return names.map((code, index) => [code, numbers[index] ?? numbers[0]]);
    });
    const expected = Object.entries(refusals).map(([code, { status }]) => [code, status]);
    expect(listed.sort()).toEqual(expected.sort());
  });
});

describe('the comparison of answers with the schemas', () => {
  const answer = (body: object, status = 200) => ({ status, body, retryAfter: undefined });
  const page = { profileId: 'P1', items: [], cursor: null };
  it('finds a field that no schema has, a status that a code has not, and a missing Retry-After', () => {
    expect(findUnpublished('/v1/profiles/a/timeline', answer(page))).toBeUndefined();
    expect(findUnpublished('/v1/profiles/a/timeline', answer({ ...page, more: 1 }))).toContain('more');
    expect(findUnpublished('/v1/profiles/a', answer(page))).toContain('items');
    const refusal = { code: 'person_unknown', message: 'No person.' };
    expect(findUnpublished('/v1/profiles/a', answer(refusal, 404))).toBeUndefined();
    expect(findUnpublished('/v1/profiles/a', answer(refusal, 409))).toContain('another status');
    const limited = { code: 'limit_reached', message: 'No more.' };
    expect(findUnpublished('/v1/profiles/a', answer(limited, 429))).toContain('Retry-After');
  });
});
