/** A no by a link of a message, as an outcome of the message. */
import { describe, expect, it } from 'vitest';
import { readProviderReports } from '../../../app/feedback/read-feedback.ts';

const makeEvent = (consent: object, properties: object = { linkMessageId: 'M1' }) => ({
  source: 'percorso',
  'detail-type': 'Consent Stated',
  time: '2026-11-20T10:00:01Z',
  detail: {
    profileId: 'P1',
    properties,
    context: { consent, consentSource: { form: 'one-click' }, origin: 'sender' },
    timestamp: '2026-11-20T10:00:00.500Z',
  },
});

describe('a statement by a link', () => {
  it('is an unsubscription of its message if it is a no to any key', () => {
    expect(readProviderReports(makeEvent({ 'email:surveys': 'granted', 'email/news': false }))[0]).toEqual({
      profileId: 'P1',
      messageId: 'M1',
      channel: 'email',
      outcome: 'unsubscribed',
      at: Date.parse('2026-11-20T10:00:00.500Z'),
      receivedAt: Date.parse('2026-11-20T10:00:01Z'),
      properties: { reason: 'one-click', consents: ['email/news'] },
    });
  });

  it.each([
    ['that is only a yes', { email: 'granted' }, undefined],
    ['that is pending', { email: 'pending' }, undefined],
    ['that belongs to no message', { email: 'denied' }, {}],
    ['about nothing known', { pigeon: 'denied' }, undefined],
  ])('%s is none', (_title, consent, properties) => {
    expect(readProviderReports(makeEvent(consent, properties))).toEqual([]);
  });
});
