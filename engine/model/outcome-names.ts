/** The outcomes that providers and readers report of messages, and the names of their touchpoints. */
export const outcomeNames = {
  sent: 'Message Sent',
  delivered: 'Message Delivered',
  bounced: 'Message Bounced',
  complained: 'Message Complained',
  opened: 'Message Opened',
  clicked: 'Message Clicked',
  /** Machines have names of their own: who names only people sees only people. */
  machine_opened: 'Message Opened by Machine',
  machine_clicked: 'Message Clicked by Machine',
  failed: 'Message Failed',
  /** By a link of the message. */
  unsubscribed: 'Message Unsubscribed',
  delayed: 'Message Delayed',
} as const;

export type Outcome = keyof typeof outcomeNames;

/** The names that a program's documents contain as text: every rule, journey, trait or condition names its events so. */
export function listHeardOutcomes(documents: unknown): readonly string[] {
  const text = JSON.stringify(documents);
  return Object.values(outcomeNames).filter((name) => text.includes(JSON.stringify(name)));
}
