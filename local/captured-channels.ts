/** What the local cloud delivers, in one record that the inbox shows. A test compares it with the channels of the product. */

interface CapturedChannel {
  /** Of the filter above the list. */
  readonly label: string;
  /** Of a message without a title. */
  readonly name: string;
  /** Paths of its icon, 24 by 24. */
  readonly icon: readonly string[];
  /** Shown as a bubble on a phone. */
  readonly isText?: true;
}

export const capturedChannels = {
  email: { label: 'Email', name: 'Email', icon: ['M3 6.5h18v11H3z', 'm3.5 7 8.5 6.5L20.500 7'] },
  sms: { label: 'SMS', name: 'SMS', icon: ['M4 5h16v11H10l-4 4v-4H4z', 'M8 10.500h8'], isText: true },
  push: {
    label: 'Push',
    name: 'Push notification',
    icon: ['M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15z', 'M10 20.500h4'],
  },
  whatsapp: {
    label: 'WhatsApp',
    name: 'WhatsApp',
    icon: ['M12 4a8 8 0 0 0-6.900 12L4 20l4.100-1.100A8 8 0 1 0 12 4z', 'M9 11h6M9 14h4'],
    isText: true,
  },
  webhook: { label: 'Webhook', name: 'Webhook', icon: ['M9 7 4 12l5 5', 'm15 7 5 5-5 5'] },
} as const satisfies Readonly<Record<string, CapturedChannel>>;
