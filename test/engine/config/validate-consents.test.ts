import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { admitMessage } from '../../../engine/policy/admit.ts';
import { type Case, expectProblems as expectOf, itReports } from '../../harness/journey-samples.ts';

const purpose = (more: JsonObject = {}): JsonObject => ({
  kind: 'purpose',
  id: 'surveys',
  status: 'live',
  name: 'Surveys',
  ...more,
});
const topic = (more: JsonObject = {}): JsonObject => ({
  kind: 'topic',
  id: 'news',
  status: 'live',
  name: { en: 'News', it: 'Novità' },
  ...more,
});
const template = (more: JsonObject = {}): JsonObject => ({
  kind: 'template',
  id: 'mail',
  status: 'live',
  channel: 'email',
  class: 'promotional',
  content: { subject: 'Hi', html: '<p>Hi</p>' },
  ...more,
});
const policy = (more: JsonObject): JsonObject => ({ kind: 'policy', id: 'p', status: 'live', ...more });
const confirmed = (more: JsonObject = {}) => purpose({ doubleOptIn: { template: 'mail', ...more } });

const cases: readonly Case[] = [
  [
    'a template with a purpose that has no document',
    template({ purpose: 'surveys' }),
    'template/mail purpose: There is no purpose "surveys". Add it, or use another one.',
  ],
  [
    'a topic of a purpose that has no document',
    topic({ purpose: 'surveys' }),
    'topic/news purpose: There is no purpose "surveys".',
  ],
  ['a purpose without a name', { kind: 'purpose', id: 'surveys', status: 'live' }, 'purpose/surveys name: '],
  ['a name without a locale', topic({ name: {} }), 'topic/news name: '],
  [
    'a consent need that is none',
    purpose({ consent: { email: 'yes' } }),
    'purpose/surveys consent.email: Use one of opt-in, opt-out.',
  ],
  [
    'a confirmation without its template',
    confirmed(),
    'purpose/surveys doubleOptIn.template: There is no template "mail".',
  ],
  [
    'a frequency with a window and no limit',
    policy({ preferences: { frequencies: [{ id: 'weekly', name: 'Weekly', per: 'week' }] } }),
    'policy/p preferences.frequencies[0].limit: A window needs a limit',
  ],
  [
    'a frequency with a limit and no window',
    policy({ preferences: { frequencies: [{ id: 'weekly', name: 'Weekly', limit: 1 }] } }),
    'policy/p preferences.frequencies[0]: Give exactly one of "within"',
  ],
];

function expectProblems(documents: readonly JsonObject[], expected: readonly string[]): void {
  expectOf(documents.at(-1), expected, documents.slice(0, -1));
}

describe('publishing reports', () => {
  itReports('%s', cases);

  it('a topic without a document only where another topic has one', () => {
    const users = [
      template({ topic: 'offers' }),
      policy({ caps: [{ limit: 1, per: 'day', topic: 'offers' }] }),
    ];
    expectProblems(users, []);
    expectProblems([...users, topic({ status: 'draft' })], []);
    expectProblems(
      [...users, topic()],
      [
        'template/mail topic: There is no topic "offers".',
        'policy/p caps[0].topic: There is no topic "offers".',
      ],
    );
  });

  it('a template that does not fit its topic', () => {
    expectProblems(
      [template({ topic: 'news' }), topic({ purpose: 'surveys', channels: ['sms'] }), purpose()],
      [
        'template/mail purpose: The topic "news" belongs to the purpose "surveys"',
        'template/mail topic: The topic "news" has the channels sms',
      ],
    );
    expectProblems(
      [template({ topic: 'news', purpose: 'surveys' }), topic({ purpose: 'surveys' }), purpose()],
      [],
    );
  });

  it('a promotional confirmation', () => {
    expectProblems(
      [template(), confirmed()],
      ['purpose/surveys doubleOptIn.template: The template "mail" is promotional'],
    );
    const content = { subject: 'Hi', html: '<p>{{ confirm_url }}</p>' };
    expectProblems([template({ class: 'transactional', content }), confirmed({ expires: 'P2D' })], []);
  });

  it.each([
    ['promotional', {}, 'content.html: {{ confirm_url }} confirms nothing in a promotional template.'],
    ['transactional', {}, 'content.html: No live purpose names this template in doubleOptIn'],
    ['transactional', { purpose: 'surveys' }, 'content.html: No live purpose names this template'],
  ])('a link to confirm in a %s template that is no confirmation %j', (messageClass, more, problem) => {
    const content = { subject: 'Hi', html: '<p>{{ confirm_url }}</p>' };
    const mail = template({ class: messageClass, content, ...more });
    expectProblems([mail, purpose()], [`template/mail ${problem}`]);
    const other = { ...purpose({ doubleOptIn: { template: 'mail' } }), id: 'later', status: 'draft' };
    expectProblems([mail, purpose(), other], [`template/mail ${problem}`]);
  });

  it('a link to confirm in the promotional confirmation of a purpose, and in a translation', () => {
    const locales = { it: { subject: 'Ciao', html: '<a href="{{ confirm_url }}">Sì</a>' } };
    expectProblems(
      [template({ locales }), confirmed()],
      [
        'template/mail locales.it.html: {{ confirm_url }} confirms nothing',
        'purpose/surveys doubleOptIn.template: The template "mail" is promotional',
      ],
    );
  });

  it('a rule that sends a confirmation itself', () => {
    const content = { subject: 'Hi', html: '<p>{{ confirm_url }}</p>' };
    const rule = {
      kind: 'rule',
      id: 'ask',
      status: 'live',
      trigger: { event: 'Signed Up' },
      actions: [{ send: 'mail' }],
    };
    const mail = template({ class: 'transactional', content });
    expectProblems(
      [mail, confirmed(), rule],
      ['rule/ask actions[0].send: Percorso itself sends the confirmation "mail"'],
    );
    expectProblems([template(), purpose(), rule], []);
  });

  it('a confirmation that does not show its link in every language and in its text', () => {
    const content = { subject: 'Hi', html: '<p>{{ confirm_url }}</p>' };
    const places: readonly (readonly [JsonObject, string])[] = [
      [{ content: { subject: 'Hi', html: '<p>Hi</p>' } }, 'content.html'],
      [{ content: { ...content, text: 'Hi' } }, 'content.text'],
      [{ content, locales: { it: { subject: 'Ciao', html: '<p>Ciao</p>' } } }, 'locales.it.html'],
      [{ channel: 'sms', content: { body: 'Hi' } }, 'content.body'],
    ];
    for (const [more, place] of places) {
      expectProblems(
        [template({ class: 'transactional', ...more }), confirmed()],
        [
          `purpose/surveys doubleOptIn.template: The template "mail" shows no {{ confirm_url }} in ${place}: the person could not confirm. Add the link.`,
        ],
      );
    }
  });
});

it('a confirmation by push may show its link as its URL, which every language inherits', () => {
  const push = template({
    class: 'transactional',
    channel: 'push',
    content: { title: 'Hi', body: 'Tap', url: '{{ confirm_url }}' },
    locales: { it: { title: 'Ciao', body: 'Tocca' } },
  });
  expectProblems([push, confirmed()], []);
});

it('the need of a purpose comes before that of the policy', () => {
  const person = createProfile('P', 0);
  const rules = {
    consent: { email: 'opt-in', push: 'opt-out' },
    purposeNeeds: { surveys: { email: 'opt-out' } },
  } as const;
  const admit = (channel: 'email' | 'push', more = {}) =>
    admitMessage(
      person,
      { channel, class: 'promotional', ...more },
      channel === 'push' ? 'gcm:t' : 'a@example.com',
      rules,
    );
  expect(admit('email')).toBe('no_consent');
  expect(admit('email', { purpose: 'surveys' })).toBeUndefined();
  expect(admit('push', { purpose: 'surveys' })).toBeUndefined();
});
