/** What providers report becomes touchpoints of the person written to, once each. */
import { describe, expect, it } from 'vitest';
import { readFeedback } from '../../functions/advance-profile/read-feedback.ts';

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

function makeTextEvent(eventType: string, more: object = {}) {
  const context = { 'percorso-message': 'M2', 'percorso-profile': 'P2' };
  const detail = {
    eventType,
    eventTimestamp: at,
    isFinal: true,
    destinationPhoneNumber: '+41790000000',
    context,
  };
  return { source: 'aws.sms-voice', time, detail: { ...detail, ...more } };
}

describe('mail reports', () => {
  it.each([
    ['Send', {}, 'Message Sent', 'M1:sent'],
    ['Delivery', { delivery: { timestamp: time } }, 'Message Delivered', 'M1:delivered'],
    ['Complaint', { complaint: { timestamp: time } }, 'Message Complained', 'M1:complained'],
    ['Open', { open: { timestamp: time } }, 'Message Opened', `M1:opened:${at}`],
    ['Click', { click: { timestamp: time, link: 'https://x' } }, 'Message Clicked', `M1:clicked:${at}`],
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
    expect(report?.feedback).toMatchObject({ messageId: 'M1', channel: 'email' });
  });

  it('tell a permanent bounce, whose address is at fault, from a passing one', () => {
    const bounce = { bouncedRecipients: [{ emailAddress: 'Anna@Example.com' }], timestamp: time };
    const read = (bounceType: string) =>
      readFeedback(makeMailEvent('Bounce', { bounce: { ...bounce, bounceType } }))?.touchpoint.properties;
    expect(read('Permanent')).toMatchObject({
      bounceType: 'permanent',
      address: 'Anna@Example.com',
      channel: 'email',
    });
    expect(read('Transient')).toMatchObject({ bounceType: 'transient' });
  });

  it('are ignored when they say that mail is no spam, or are about somebody else’s mail', () => {
    const complaint = { timestamp: time, complaintFeedbackType: 'not-spam' };
    expect(readFeedback(makeMailEvent('Complaint', { complaint }))).toBeUndefined();
    expect(readFeedback(makeMailEvent('Delivery', {}, {}))).toBeUndefined();
    expect(readFeedback(makeMailEvent('Subscription', {}))).toBeUndefined();
    expect(readFeedback(makeMailEvent('constructor', {}))).toBeUndefined();
    expect(readFeedback({ source: 'aws.ses', detail: null })).toBeUndefined();
  });
});

describe('text message reports', () => {
  it('count as delivered when the carrier says so, or says all it ever will', () => {
    expect(readFeedback(makeTextEvent('TEXT_DELIVERED'))?.touchpoint).toMatchObject({
      id: 'M2:delivered',
      profileId: 'P2',
      name: 'Message Delivered',
    });
    expect(readFeedback(makeTextEvent('TEXT_SUCCESSFUL'))?.feedback.outcome).toBe('delivered');
    expect(readFeedback(makeTextEvent('TEXT_SUCCESSFUL', { isFinal: false }))).toBeUndefined();
    expect(readFeedback(makeTextEvent('TEXT_QUEUED'))).toBeUndefined();
  });

  it('blame the address only when the number is invalid', () => {
    const read = (type: string) => readFeedback(makeTextEvent(type))?.touchpoint;
    expect(read('TEXT_INVALID')).toMatchObject({ name: 'Message Failed', properties: { fault: 'address' } });
    expect(read('TEXT_BLOCKED')?.properties).toEqual({
      message: 'M2',
      channel: 'sms',
      address: '+41790000000',
      reason: 'blocked',
    });
  });
});
