/** Events of End User Messaging Social, one of each documented type. */
import { describe, expect, it } from 'vitest';
import { makeOutcome, readProviderReports } from '../../../app/feedback/read-feedback.ts';
import { formatOwner } from '../../../engine/channels/whatsapp-callback.ts';
import { listWhatsAppFaults } from '../../../engine/channels/whatsapp-errors.ts';
import { makeWhatsAppEvent } from '../../harness/whatsapp-events.ts';

const owner = { profileId: 'P1', messageId: 'm1', address: '+393331234567' };
const callback = formatOwner(owner);
const at = Date.parse('2026-11-28T10:00:00Z');

const readStatus = (status: string, more: object = {}) =>
  readProviderReports(
    makeWhatsAppEvent({
      statuses: [
        {
          id: 'wamid.1',
          status,
          timestamp: String(at / 1000),
          recipient_id: '393331234567',
          biz_opaque_callback_data: callback,
          ...more,
        },
      ],
    }),
  );

describe('a status of Meta', () => {
  it.each([
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'opened'],
    ['failed', 'failed'],
  ])('%s is the outcome %s of our message', (status, outcome) => {
    expect(readStatus(status)).toEqual([
      {
        profileId: 'P1',
        messageId: 'm1',
        channel: 'whatsapp',
        outcome,
        at,
        receivedAt: Date.parse('2026-11-28T10:00:01Z'),
        properties: { address: '+393331234567' },
      },
    ]);
  });

  it('without our data is found by AWS’s id of the message', () => {
    expect(readStatus('failed', { biz_opaque_callback_data: undefined })).toMatchObject([
      { provider: 'social-messaging', providerId: 'aws-1', outcome: 'failed' },
    ]);
  });

  it('with the data of another application is not ours by that data', () => {
    const [report] = readStatus('delivered', { biz_opaque_callback_data: '["crm","P1","m1","+39"]' });
    expect(report).not.toHaveProperty('profileId');
  });

  it('is read for each message of a webhook', () => {
    const statuses = ['m1', 'm2'].map((messageId) => ({
      status: 'delivered',
      timestamp: '1796000000',
      biz_opaque_callback_data: formatOwner({ ...owner, messageId }),
    }));
    expect(readProviderReports(makeWhatsAppEvent({ statuses }))).toMatchObject([
      { messageId: 'm1' },
      { messageId: 'm2' },
    ]);
  });

  it.each([
    [
      'a status of a test message or an answer',
      { statuses: [{ status: 'sent', timestamp: '1796000000', biz_opaque_callback_data: '["percorso"]' }] },
    ],
    ['an unknown status', { statuses: [{ status: 'pending', timestamp: '1796000000' }] }],
    ['an inbound message', { messages: [{ from: '393331234567', id: 'wamid.2', type: 'text' }] }],
    ['an error of the account', { errors: [{ code: 131031, title: 'Account locked' }] }],
    ['nothing', {}],
  ])('is none in %s', (_title, value) => {
    expect(readProviderReports(makeWhatsAppEvent(value))).toEqual([]);
  });

  it('is none in a webhook that is not about messages, or is no JSON', () => {
    expect(readProviderReports(makeWhatsAppEvent({}, 'message_template_status_update'))).toEqual([]);
    expect(readProviderReports({ whatsAppWebhookEntry: '{' })).toEqual([]);
  });
});

describe('an error code of Meta', () => {
  const fail = (code: number) => {
    const [report] = readStatus('failed', { errors: [{ code, title: 'x' }] });
    if (report === undefined || 'providerId' in report) throw new Error('not our report');
    return makeOutcome(report).touchpoint;
  };

  it.each(listWhatsAppFaults())('%i means %s', (code, fault) => {
    const { properties, context } = fail(code);
    expect(properties['reason']).toBe(`meta_${code}`);
    expect(properties['fault']).toBe(fault === 'address' ? 'address' : undefined);
    expect(context['consent']).toEqual(fault === 'declined' ? { 'whatsapp:*': 'denied' } : undefined);
  });

  it('that is not known blames no one', () => {
    const { properties, context } = fail(999_999);
    expect(properties).toEqual({
      message: 'm1',
      channel: 'whatsapp',
      address: '+393331234567',
      reason: 'meta_999999',
    });
    expect(context).toEqual({ origin: 'provider' });
  });
});
