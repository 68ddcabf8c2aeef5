/** The OpenAPI document of the Profile API (docs/profile-api.openapi.json), made of what the server itself reads. */
import { describeProfileAnswers } from '../../engine/config/schemas/profile-answers.ts';
import { type ProfileView, profileViews, viewScopes } from './read-path.ts';
import { queryParameters } from './read-query.ts';
import { type RefusalCode, refusals } from './web.ts';

const summaries: Readonly<Record<ProfileView, string>> = {
  profile: 'Who a person is',
  timeline: 'Events and messages of a person, newest first',
  messages: 'Messages to a person, newest first',
};

const answers: Readonly<Record<ProfileView, string>> = {
  profile: 'The person.',
  timeline: 'A page of the timeline.',
  messages: 'A page of the messages.',
};

const person = {
  name: 'id',
  in: 'path',
  required: true,
  description:
    'Percent-encoded: a profile id, userId:42, email:..., phone:..., anonymousId:..., externalId:type:id, or a kind that the policy declares.',
  schema: { type: 'string' },
};

const seconds = { description: 'Seconds.', required: true, schema: { type: 'integer', minimum: 0 } };
const headers: Partial<Readonly<Record<RefusalCode, object>>> = {
  key_invalid: {
    'WWW-Authenticate': { description: 'How to send a key.', schema: { type: 'string' } },
  },
  method_unknown: { Allow: { description: 'GET.', required: true, schema: { type: 'string' } } },
  ...{ limit_reached: { 'Retry-After': seconds }, not_answered: { 'Retry-After': seconds } },
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
      200: { description: answers[view], content: makeContent(view) },
      ...Object.fromEntries(
        listStatuses().map(([status]) => [status, { $ref: `#/components/responses/${status}` }]),
      ),
    },
  };
}

type Codes = readonly (readonly [code: RefusalCode, meaning: string])[];

function listStatuses(): readonly (readonly [status: number, Codes])[] {
  const entries = Object.entries(refusals) as [RefusalCode, (typeof refusals)[RefusalCode]][];
  const statuses = [...new Set(entries.map(([, { status }]) => status))].sort((left, right) => left - right);
  return statuses.map((status) => [
    status,
    entries.flatMap(([code, each]) => (each.status === status ? [[code, each.meaning] as const] : [])),
  ]);
}

function describeRefusal(codes: Codes): object {
  return {
    description: codes.map(([code, meaning]) => `${code}: ${meaning}`).join(' '),
    headers: Object.assign({}, ...codes.map(([code]) => headers[code])) as object,
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
