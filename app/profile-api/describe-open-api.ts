/** The OpenAPI document of the Profile API (docs/profile-api.openapi.json), made of what the server itself reads. */
import { describeProfileAnswers } from '../../engine/config/schemas/profile-answers.ts';
import { type ProfileView, profileViews, viewScopes } from './read-path.ts';
import { queryParameters } from './read-query.ts';
import { refusals } from './web.ts';

const summaries: Readonly<Record<ProfileView, string>> = {
  profile: 'Who a person is',
  timeline: 'Events and messages of a person, newest first',
  messages: 'Messages to a person, newest first',
};

const person = {
  name: 'id',
  in: 'path',
  required: true,
  description:
    'Percent-encoded: a profile id, userId:42, email:..., phone:..., anonymousId:..., externalId:type:id, or a kind that the policy declares.',
  schema: { type: 'string' },
};

const retryAfter = {
  'Retry-After': { description: 'Seconds.', required: true, schema: { type: 'integer', minimum: 0 } },
};

/** OpenAPI 3.1. */
export function describeOpenApi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Profile API of Percorso',
      version: '1',
      description: 'Who a person is, for systems with a key. Each answer is recorded before it is sent.',
    },
    servers: [{ url: '{host}', variables: { host: { default: 'https://example.com' } } }],
    security: [{ key: [] }, { basic: [] }],
    paths: Object.fromEntries(profileViews.map((view) => [makePath(view), { get: describeView(view) }])),
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        basic: { type: 'http', scheme: 'basic', description: 'The key as user name, without a password.' },
      },
      responses: Object.fromEntries(
        listStatuses().map(([status, codes]) => [status, describeRefusal(codes)]),
      ),
      schemas: describeProfileAnswers(),
    },
  };
}

function makePath(view: ProfileView): string {
  return view === 'profile' ? '/v1/profiles/{id}' : `/v1/profiles/{id}/${view}`;
}

function describeView(view: ProfileView): object {
  return {
    operationId: view,
    summary: summaries[view],
    description: `Needs the scope ${viewScopes[view]}.`,
    parameters: [
      person,
      ...Object.entries(queryParameters[view]).map(([name, parameter]) => ({
        ...{ name, in: 'query', required: false },
        ...parameter,
      })),
    ],
    responses: {
      200: { description: 'The person.', content: makeContent(view) },
      ...Object.fromEntries(
        listStatuses().map(([status]) => [status, { $ref: `#/components/responses/${status}` }]),
      ),
    },
  };
}

type Codes = readonly (readonly [code: string, meaning: string])[];

function listStatuses(): readonly (readonly [status: number, Codes])[] {
  const entries = Object.entries(refusals);
  const statuses = [...new Set(entries.map(([, { status }]) => status))].sort((left, right) => left - right);
  return statuses.map((status) => [
    status,
    entries.flatMap(([code, each]) => (each.status === status ? [[code, each.meaning] as const] : [])),
  ]);
}

function describeRefusal(codes: Codes): object {
  const waits = codes.some(([code]) => code === 'limit_reached' || code === 'not_answered');
  return {
    description: codes.map(([code, meaning]) => `${code}: ${meaning}`).join(' '),
    headers: waits ? retryAfter : {},
    content: {
      'application/json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/refusal' },
            { properties: { code: { enum: codes.map(([code]) => code) } } },
          ],
        },
      },
    },
  };
}

function makeContent(name: string): object {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
}
