/** What people write in WhatsApp, one of each type that Meta documents. */
import { describe, expect, it } from 'vitest';
import { readWhatsAppInbound } from '../../../app/replies/read-whatsapp.ts';
import { formatOwner } from '../../../engine/channels/whatsapp-callback.ts';
import { makeWhatsAppEvent } from '../../harness/whatsapp-events.ts';

const number = 'phone-number-id-976c72a700aac43eaf573ae050example';
const at = Date.parse('2026-11-28T10:00:00Z');
const read = (value: object, ownNumber = number) => readWhatsAppInbound(makeWhatsAppEvent(value), ownNumber);
const write = (message: object) =>
  read({ messages: [{ from: '393331234567', id: 'wamid.1', timestamp: String(at / 1000), ...message }] })
    .replies;

describe('a message of a person', () => {
  it.each([
    ['a text', { type: 'text', text: { body: 'Ciao' } }, 'Ciao', undefined],
    ['a button of a template', { type: 'button', button: { text: 'Stop', payload: 'p' } }, 'Stop', undefined],
    [
      'a button of a message',
      { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: '1', title: 'Yes' } } },
      'Yes',
      undefined,
    ],
    [
      'an entry of a list',
      {
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: '2', title: 'Red', description: 'x' } },
      },
      'Red',
      undefined,
    ],
    ['an image with a caption', { type: 'image', image: { id: '3', caption: 'Broken' } }, 'Broken', 'image'],
    ['an image without one', { type: 'image', image: { id: '3' } }, '', 'image'],
    ['a location', { type: 'location', location: { latitude: 1, longitude: 2 } }, '', 'location'],
  ])('is read from %s', (_title, message, text, media) => {
    expect(write(message)).toEqual([
      {
        ...{ id: 'wamid.1', channel: 'whatsapp', from: '+393331234567', to: '+12065550100', text, at },
        ...(media !== undefined && { media }),
      },
    ]);
  });

  it('names the message that it answers by the id of Meta', () => {
    expect(write({ type: 'text', text: { body: 'Ciao' }, context: { id: 'wamid.0' } })).toMatchObject([
      { inReplyTo: 'wamid.0' },
    ]);
  });

  it.each([
    ['a reaction', { type: 'reaction', reaction: { message_id: 'wamid.0', emoji: 'x' } }],
    ['a changed number', { type: 'system', system: { body: 'changed' } }],
    ['what WhatsApp does not pass on', { type: 'unsupported', errors: [{ code: 131051 }] }],
    ['a message without a time', { type: 'text', timestamp: undefined, text: { body: 'Ciao' } }],
  ])('is none in %s', (_title, message) => {
    expect(write(message)).toEqual([]);
  });
});

const status = (
  name: string,
  callback = formatOwner({ profileId: 'P', messageId: 'm', address: '+39333' }),
) => ({
  statuses: [{ id: 'wamid.9', status: name, timestamp: '1796000000', biz_opaque_callback_data: callback }],
});

it('keeps the id of Meta with the first status of our message only', () => {
  expect(read(status('sent')).sent).toEqual([
    { providerId: 'wamid.9', owner: { profileId: 'P', messageId: 'm', address: '+39333' } },
  ]);
  expect(read(status('delivered')).sent).toEqual([]);
  expect(read(status('sent', '["crm"]')).sent).toEqual([]);
});

it('leaves what concerns another number of the account to its stage, also when the number is an ARN', () => {
  const value = {
    ...status('sent'),
    messages: [{ from: '39', id: 'w', type: 'text', timestamp: '1', text: { body: 'x' } }],
  };
  const arn = 'arn:aws:social-messaging:us-east-1:123456789012:phone-number-id';
  expect(read(value, `${arn}/976c72a700aac43eaf573ae050example`).replies).toHaveLength(1);
  expect(read(value, `${arn}/976c72a700aac43eaf573ae05`)).toEqual({ replies: [], sent: [] });
});
