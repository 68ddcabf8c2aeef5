/** A tap on a push, as an app reports it, is an open of its message. */
import { describe, expect, it } from 'vitest';
import { readProviderReports } from '../../../app/feedback/read-feedback.ts';

const reference = { 'percorso-message': 'M1', 'percorso-profile': 'P1' };
const makeTap = (properties: object = reference, detail: object = {}, more: object = {}) => ({
  source: 'app',
  'detail-type': 'Push Notification Tapped',
  time: '2026-11-20T10:00:01Z',
  detail: {
    userId: 'anna',
    properties,
    context: { device: { type: 'iOS' } },
    timestamp: '2026-11-20T10:00:00.500Z',
    ...detail,
  },
  ...more,
});

describe('a tap on a push', () => {
  it('is an open of the message whose payload it returns', () => {
    expect(readProviderReports(makeTap())).toEqual([
      {
        profileId: 'P1',
        messageId: 'M1',
        channel: 'push',
        outcome: 'opened',
        at: Date.parse('2026-11-20T10:00:00.500Z'),
        receivedAt: Date.parse('2026-11-20T10:00:01Z'),
        properties: { device: 'phone' },
      },
    ]);
  });

  it.each([
    ['of a test or of another sender', {}],
    ['that names no person', { 'percorso-message': 'M1' }],
    [
      'with the id of a message that is too long for a key',
      { ...reference, 'percorso-message': 'm'.repeat(3000) },
    ],
    [
      'with the id of a person that is too long for a key',
      { ...reference, 'percorso-profile': 'p'.repeat(3000) },
    ],
    ['with a reference that is no text', { 'percorso-message': 7, 'percorso-profile': {} }],
  ])('%s is none', (_title, properties) => {
    expect(readProviderReports(makeTap(properties))).toEqual([]);
  });

  it('is not later than its receipt, whatever the clock of the device says', () => {
    const [report] = readProviderReports(
      makeTap(reference, { timestamp: '2031-01-01T00:00:00Z', context: 3 }),
    );
    expect(report).toMatchObject({ at: Date.parse('2026-11-20T10:00:01Z'), properties: {} });
  });

  it.each(['track', 'Track'])(
    'is one too in a Segment call of the type %s, whose event is the name',
    (type) => {
      const wrapped = makeTap(reference, { event: 'Push Notification Tapped' }, { 'detail-type': type });
      expect(readProviderReports(wrapped)).toEqual(readProviderReports(makeTap()));
      const other = makeTap(reference, { event: 'Order Completed' }, { 'detail-type': type });
      expect(readProviderReports(other)).toEqual([]);
    },
  );

  it('with another name is a touchpoint like any other', () => {
    expect(readProviderReports(makeTap(reference, {}, { 'detail-type': 'Push Opened' }))).toEqual([]);
  });
});
