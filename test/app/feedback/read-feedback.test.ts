/** What providers report becomes touchpoints of the person written to, once each. */

import { describe, expect, it } from 'vitest';
import { hashValue } from '../../../app/feedback/clicks/click-log.ts';
import { makeOutcome, readProviderReports } from '../../../app/feedback/read-feedback.ts';
import { makeTextReport } from '../../harness/events.ts';

const time = '2026-11-20T10:00:00Z';
const at = Date.parse(time);

function makeMailEvent(
  eventType: string,
  more: object,
  tags: object = { 'percorso-message': ['M1'], 'percorso-profile': ['P1'] },
) {
  const mail = { timestamp: '2026-11-20T09:59:00Z', destination: ['anna@example.com'], tags };
  return { source: 'aws.ses', 'detail-type': 'Email', time, detail: { eventType, mail, ...more } };
}

function readFeedback(event: Readonly<Record<string, unknown>>) {
  const [report] = readProviderReports(event);
  return report === undefined || !('messageId' in report) ? undefined : makeOutcome(report);
}

describe('mail reports', () => {
  it.each([
    ['Send', {}, 'Message Sent', 'M1:sent'],
    ['Delivery', { delivery: { timestamp: time } }, 'Message Delivered', 'M1:delivered'],
    ['Complaint', { complaint: { timestamp: time } }, 'Message Complained', 'M1:complained'],
    ['Open', { open: { timestamp: time } }, 'Message Opened', `M1:opened:${at}`],
    [
      'Click',
      { click: { timestamp: time, link: 'https://x' } },
      'Message Clicked',
      `M1:clicked:${at}:${hashValue('https://x')}`,
    ],
    ['Reject', { reject: { reason: 'Bad content' } }, 'Message Failed', 'M1:failed'],
    ['DeliveryDelay', { deliveryDelay: { timestamp: time } }, 'Message Delayed', `M1:delayed:${at}`],
  ])('of type %s become a touchpoint', (type, more, name, id) => {
    const report = readFeedback(makeMailEvent(type, more));
    expect(report?.touchpoint).toMatchObject({
      id,
      name,
      source: 'percorso',
      profileId: 'P1',
      occurredAt: at,
    });
    expect(report?.touchpoint.properties).toMatchObject({ message: 'M1', channel: 'email' });
  });

  it('carry template and origin, so that a journey can wait for its own email', () => {
    const tags = {
      'percorso-message': ['M1'],
      'percorso-profile': ['P1'],
      'percorso-origin': ['journey_win-back_2'],
      'percorso-template': ['come_back'],
    };
    const report = readFeedback(makeMailEvent('Open', { open: { timestamp: time } }, tags));
    expect(report?.touchpoint.properties).toEqual({
      message: 'M1',
      channel: 'email',
      address: 'anna@example.com',
      device: 'unknown',
      template: 'come_back',
      origin: 'journey:win-back_2',
    });
  });

  it('distinguish a permanent bounce, which blames the address, from a transient one', () => {
    // The receiving server names the address that it forwards to.
    const bounce = { bouncedRecipients: [{ emailAddress: 'Anna@Forwarded.example' }], timestamp: time };
    const read = (bounceType: string) =>
      readFeedback(makeMailEvent('Bounce', { bounce: { ...bounce, bounceType } }))?.touchpoint.properties;
    expect(read('Permanent')).toMatchObject({
      bounceType: 'permanent',
      address: 'anna@example.com',
      channel: 'email',
    });
    expect(read('Transient')).toMatchObject({ bounceType: 'transient' });
    const id = (bounceType: string) =>
      readFeedback(makeMailEvent('Bounce', { bounce: { ...bounce, bounceType } }))?.touchpoint.id;
    expect(id('Transient')).not.toBe(id('Permanent'));
    expect(id('Permanent')).toBe(id('Permanent'));
  });

  it('are ignored when they state that an email is not spam, or are about another sender’s email', () => {
    const complaint = { timestamp: time, complaintFeedbackType: 'not-spam' };
    expect(readFeedback(makeMailEvent('Complaint', { complaint }))).toBeUndefined();
    expect(readFeedback(makeMailEvent('Delivery', {}, {}))).toBeUndefined();
    expect(readFeedback(makeMailEvent('Subscription', {}))).toBeUndefined();
    expect(readFeedback(makeMailEvent('constructor', {}))).toBeUndefined();
    expect(readFeedback({ source: 'aws.ses', detail: null })).toBeUndefined();
  });
});

describe('text message reports', () => {
  const read = (type: string, isFinal = true) =>
    readProviderReports(JSON.parse(makeTextReport('v-1', type, at, isFinal)) as Record<string, unknown>)[0];

  it('count as delivered at the carrier’s confirmation, or at its final status', () => {
    expect(read('TEXT_DELIVERED')).toMatchObject({
      provider: 'sms-voice',
      providerId: 'v-1',
      outcome: 'delivered',
      at,
    });
    expect(read('TEXT_SUCCESSFUL')).toMatchObject({ outcome: 'delivered' });
    expect(read('TEXT_SUCCESSFUL', false)).toBeUndefined();
  });

  it('are ignored while they are not final, and when the carrier never reported', () => {
    for (const type of ['TEXT_QUEUED', 'TEXT_PENDING', 'TEXT_SENT', 'TEXT_UNKNOWN', 'VOICE_BUSY']) {
      expect(read(type), type).toBeUndefined();
    }
  });

  it('blame the address only when the number is invalid', () => {
    expect(read('TEXT_INVALID')).toMatchObject({ outcome: 'failed', properties: { fault: 'address' } });
    expect(read('TEXT_BLOCKED')?.properties).toEqual({ reason: 'blocked' });
  });
});
