/** What Percorso puts on the bus: the schema of each event. docs/emitted-events.schema.json is made of it. */
import * as z from 'zod';
import { omitAbsent } from '../../base/omit-absent.ts';
import { channels } from '../../model/channels.ts';
import { defaultScanName } from '../../model/documents/link-document.ts';
import { outcomeNames } from '../../model/outcome-names.ts';
import { deviceEvents } from '../../touchpoint/read-device.ts';

export interface EmittedEvent {
  readonly description: string;
  readonly properties: z.ZodRawShape;
  /** Beside `origin`. */
  readonly context?: z.ZodRawShape;
  /** Has traits that the person stated. */
  readonly hasTraits?: true;
  /** The person may have no profile yet. */
  readonly isOfStranger?: true;
  /** Names a visitor by an anonymous id, and no profile. */
  readonly isOfVisitor?: true;
}

const text = z.string();
const channel = z.enum(channels);
const state = z.enum(['granted', 'denied']);
const journey = { journey: text, version: z.int(), key: z.exactOptional(text) };
const segment = {
  segment: text,
  historical: z.exactOptional(z.literal(true)).describe('Found by a backfill or an import, of the past.'),
};

const result = {
  message: text.describe('Id of the message.'),
  origin: text.describe('What requested it, such as rule:welcome.'),
  reason: z.exactOptional(text).describe('A reason code.'),
  note: z.exactOptional(text),
  fault: z.exactOptional(text).describe('What is at fault, such as address.'),
  address: z.exactOptional(text).describe('The address at fault.'),
};
const message = { ...result, channel, template: text };
const device = {
  channel: z.literal('push'),
  address: text.describe('<service>:<token>'),
  reason: z.exactOptional(text),
  message: z.exactOptional(text),
  replacement: z.exactOptional(text).describe('The new token.'),
};
const listed = {
  channel,
  address: text,
  reason: z.literal('suppression_list'),
  bounceType: z.exactOptional(text),
};
const statement = {
  consent: z
    .exactOptional(z.record(text, state))
    .describe('By key: email, email:surveys, sms:!stop, email/news.'),
  consentSource: z.looseObject({ form: text }).describe('The proof.'),
};
const none = {};

/** The detail of an event. `make`: z.object allows further members, z.strictObject none. */
export function makeDetail(
  { properties, context, hasTraits, isOfStranger, isOfVisitor }: Omit<EmittedEvent, 'description'>,
  make: (shape: z.ZodRawShape) => z.ZodObject,
): z.ZodObject {
  const profileId = text.describe('Id of the profile.');
  return make({
    messageId: text.describe('The same for every delivery of the event.'),
    ...(isOfVisitor
      ? { anonymousId: text }
      : { profileId: isOfStranger ? z.exactOptional(profileId) : profileId }),
    type: z.literal('track'),
    properties: make(properties),
    ...omitAbsent({ traits: hasTraits ? z.exactOptional(z.record(text, z.unknown())) : undefined }),
    context: make({ origin: z.enum(['sender', 'rule']), ...context }),
    timestamp: z.iso.datetime().describe('When it happened.'),
  });
}

/** By `detail-type`. A rule's `emit` names further ones. */
export const emittedEvents: Readonly<Record<string, EmittedEvent>> = {
  'Segment Entered': { description: 'The person entered a segment.', properties: segment },
  'Segment Left': { description: 'The person left a segment.', properties: segment },
  'Journey Entered': { description: 'The person entered a journey.', properties: journey },
  'Journey Left': {
    description: 'The person left a journey.',
    properties: {
      ...journey,
      reason: text.describe('A reason code.'),
      end: z.exactOptional(text).describe('The reason of the end step.'),
      step: text,
    },
  },
  'Profile Merged': {
    description: 'Another profile ended in this one.',
    properties: { absorbed: text.describe('Its id.') },
  },
  'Consent Changed': {
    description: 'The state of a consent changed.',
    properties: {
      channel,
      purpose: z.exactOptional(text).describe('* is every purpose; marketing when absent.'),
      topic: z.exactOptional(text),
      state: z.enum(['granted', 'denied', 'pending']),
    },
  },
  'Consent Stated': {
    description:
      'The person stated consents by a link, in the preference centre or by a reply. A touchpoint.',
    properties: { linkMessageId: z.exactOptional(text) },
    context: statement,
    hasTraits: true,
  },
  'Message Replied': {
    description: 'The person replied to a message. A touchpoint.',
    properties: {
      channel,
      text,
      to: text,
      inReplyTo: z.exactOptional(text).describe('Id of the message.'),
      keyword: z.exactOptional(text),
      looksLikeStop: z.exactOptional(z.boolean()),
      media: z.exactOptional(text),
    },
    hasTraits: true,
    isOfStranger: true,
  },
  [outcomeNames.sent]: {
    description: 'A provider accepted the message. Of email, SES reports it on the default bus.',
    properties: message,
  },
  [outcomeNames.failed]: { description: 'The message could not be sent.', properties: message },
  'Message Suppressed': { description: 'The message was not sent on purpose.', properties: message },
  'Webhook Failed': {
    description: 'A webhook was given up.',
    properties: { ...result, channel: z.literal('webhook') },
  },
  [outcomeNames.bounced]: {
    description: 'The address is on the suppression list of the account, because of a bounce.',
    properties: listed,
  },
  [outcomeNames.complained]: {
    description: 'The address is on the suppression list of the account, because of a complaint.',
    properties: listed,
  },
  [deviceEvents.removed]: { description: 'A device is not of this person any more.', properties: device },
  [deviceEvents.replaced]: { description: 'A push service gave a device another token.', properties: device },
  [defaultScanName]: {
    description:
      'Someone scanned a code, or opened its address. A link document can give it another name. A touchpoint.',
    properties: {
      code: text.describe('Id of the link document.'),
      device: text,
      campaign: z.exactOptional(text),
    },
    context: { place: z.exactOptional(text) },
    isOfVisitor: true,
  },
  'Preferences Link Requested': {
    description: 'Someone asked for the link of this person to the preference centre. A touchpoint.',
    properties: none,
  },
  'Preferences Link Not Sent': {
    description: 'Someone asked for a link with an address that no profile has.',
    properties: none,
  },
};
