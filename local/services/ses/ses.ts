/**
 * SES v2: sending, feedback and the account suppression list, out of the sandbox.
 *
 * To use: `createSes` returns a `SesService`; its `engage(body)` serves `POST /_local/engage` with
 * `{ "messageId": "...", "type": "open" | "click" | "bounce" | "complain", "link"?: "https://...", "recipient"?: "..." }`
 * and returns `{ published, detailType }`, where `published` is false when the email's configuration set sends no such
 * event. It throws a ServiceError for an unknown message or type.
 *
 * Addresses of the mailbox simulator (`success`, `bounce`, `complaint`, `ooto`, `suppressionlist` at
 * simulator.amazonses.com, `+label` allowed) behave as AWS documents, and never enter the suppression list, as there.
 * Two more, which AWS does not have: `softbounce` (a full mailbox) and `expired` (the server did not answer for hours).
 * Every other address receives its mail, unless it is on the list.
 */

import type { Call, CloudContext, Service } from '../../service.ts';
import { ServiceError } from '../../service.ts';
import { type AccountLimits, accountOperations, SesAccount } from './account.ts';
import { composeMime } from './compose-mime.ts';
import * as feedback from './feedback.ts';
import { identityOperations, SesIdentities } from './identities.ts';
import { createBadRequest, readAddress, readEmail } from './message.ts';
import { listRequirements } from './requirements.ts';
import { configurationSetOperations, SesSettings } from './settings.ts';
import { SuppressionList, suppressionOperations } from './suppression.ts';

export interface SesService extends Service {
  engage(body: unknown): { published: boolean; detailType: string };
  /** An accepted email as it is handed to the receiving server. Throws NotFoundException. */
  compose(messageId: string): string;
  readonly identities: SesIdentities;
  readonly account: SesAccount;
}

type Outcome = 'delivered' | 'bounced' | 'suppressed';

const simulator =
  /^(success|bounce|softbounce|expired|complaint|ooto|suppressionlist)(?:\+[^@]*)?@simulator\.amazonses\.com$/i;

export function createSes(context: CloudContext, limits: AccountLimits = {}): SesService {
  const account = new SesAccount(limits);
  const identities = new SesIdentities(context);
  const settings = new SesSettings(context, identities);
  const suppression = new SuppressionList(context);
  const sent = new Map<string, feedback.SentEmail>();
  let second = { at: 0, count: 0 };

  function send(call: Call): Record<string, unknown> {
    const email = readEmail(call.input);
    identities.check(email.sender);
    if (email.configurationSet !== undefined) settings.openSet(email.configurationSet);
    const recipients = [...email.to, ...email.cc, ...email.bcc];
    if (account.limits.isSandbox === true) {
      for (const address of recipients.map(readAddress))
        if (!simulator.test(address)) identities.check(address);
    }
    throttle(recipients.length);
    const messageId = createMessageId();
    const record = { messageId, email, sentAt: context.now(), caller: nameCaller(call) };
    sent.set(messageId, record);
    context.meter.count('ses.messages', recipients.length);
    publish('send', record, {});
    const outcomes = recipients.map((recipient) => deliver(record, readAddress(recipient)));
    capture(record, call.input, outcomes);
    return { MessageId: messageId };
  }

  function deliver(record: feedback.SentEmail, recipient: string): Outcome {
    const listed = suppression.find(recipient);
    const set = record.email.configurationSet;
    const reasons = set === undefined ? ['BOUNCE', 'COMPLAINT'] : settings.openSet(set).suppressedReasons;
    if (listed !== undefined && reasons.includes(listed.reason)) {
      if (listed.reason === 'COMPLAINT') {
        publish(
          'complaint',
          record,
          feedback.describeComplaint(context, recipient, 'OnAccountSuppressionList'),
        );
      } else
        publish('bounce', record, feedback.describeBounce(context, recipient, 'OnAccountSuppressionList'));
      return 'suppressed';
    }
    const simulated = simulator.exec(recipient)?.[1]?.toLowerCase();
    if (simulated === 'bounce' || simulated === 'suppressionlist') {
      const subType = simulated === 'bounce' ? 'General' : 'Suppressed';
      publish('bounce', record, feedback.describeBounce(context, recipient, subType));
      return 'bounced';
    }
    if (simulated === 'softbounce' || simulated === 'expired') {
      publish('bounce', record, feedback.describeSoftBounce(context, recipient, simulated));
      return 'bounced';
    }
    publish('delivery', record, feedback.describeDelivery(context, recipient));
    if (simulated === 'complaint')
      publish('complaint', record, feedback.describeComplaint(context, recipient, null));
    return 'delivered';
  }

  function findSent(messageId: string): feedback.SentEmail {
    const record = sent.get(messageId);
    if (record !== undefined) return record;
    throw new ServiceError('NotFoundException', 404, `No email with messageId ${messageId} was sent.`);
  }

  function engage(body: unknown): { published: boolean; detailType: string } {
    const { messageId, type, link, recipient } = (body ?? {}) as Record<string, unknown>;
    const record = findSent(String(messageId));
    const address = readAddress(String(recipient ?? record.email.to[0] ?? record.email.bcc[0] ?? ''));
    switch (type) {
      case 'open':
        return publish('open', record, feedback.describeEngagement(context));
      case 'click':
        return publish(
          'click',
          record,
          feedback.describeEngagement(context, String(link ?? 'https://example.com/')),
        );
      case 'bounce':
        suppression.add(address, 'BOUNCE', record.messageId);
        return publish('bounce', record, feedback.describeBounce(context, address, 'General'));
      case 'complain':
        suppression.add(address, 'COMPLAINT', record.messageId);
        return publish('complaint', record, feedback.describeComplaint(context, address, null));
      default:
        throw createBadRequest(`type is "${String(type)}": give open, click, bounce or complain.`);
    }
  }

  function publish(
    type: feedback.EventType,
    record: feedback.SentEmail,
    facts: Record<string, unknown>,
  ): { published: boolean; detailType: string } {
    const set = record.email.configurationSet;
    const published = set !== undefined && settings.openSet(set).published.has(type);
    if (published) feedback.publish(context, type, record, facts);
    return { published, detailType: feedback.detailTypes[type] };
  }

  function capture(
    record: feedback.SentEmail,
    raw: Record<string, unknown>,
    outcomes: readonly Outcome[],
  ): void {
    const { email, messageId } = record;
    const headers = feedback.listHeaders(email).map(({ name, value }): [string, string] => [name, value]);
    context.capture({
      id: messageId,
      channel: 'email',
      provider: 'ses',
      from: email.source,
      to: [...email.to, ...email.cc, ...email.bcc].join(', '),
      subject: email.subject,
      ...(email.text !== undefined && { text: email.text }),
      ...(email.html !== undefined && { html: email.html }),
      headers: { ...Object.fromEntries(headers), 'Message-ID': `<${messageId}@email.amazonses.com>` },
      tags: { ...email.tags },
      outcome: outcomes.find((outcome) => outcome !== 'delivered') ?? 'delivered',
      raw,
      time: new Date(record.sentAt).toISOString(),
    });
  }

  function throttle(recipients: number): void {
    const at = Math.floor(context.now() / 1000);
    if (second.at !== at) second = { at, count: 0 };
    if (second.count + recipients > (account.limits.maxSendRate ?? Number.POSITIVE_INFINITY)) {
      throw new ServiceError('TooManyRequestsException', 429, 'Maximum sending rate exceeded.');
    }
    second.count += recipients;
  }

  function createMessageId(): string {
    return `0100${context.now().toString(16).padStart(12, '0')}-${context.newId()}-000000`;
  }

  function handle(call: Call): Record<string, unknown> {
    const { operation, input } = call;
    if (operation === 'SendEmail') return send(call);
    if (isOneOf(suppressionOperations, operation)) return suppression.handle(operation, input);
    if (isOneOf(accountOperations, operation)) return account.handle(operation, input, sent.size);
    if (isOneOf(configurationSetOperations, operation)) return settings.handle(operation, input);
    return identities.handle(operation, input);
  }

  return {
    name: 'ses',
    resourceTypes: [
      'AWS::SES::ConfigurationSet',
      'AWS::SES::ConfigurationSetEventDestination',
      'AWS::SES::EmailIdentity',
    ],
    operations: new Set<string>([
      'SendEmail',
      ...accountOperations,
      ...configurationSetOperations,
      ...suppressionOperations,
      ...identityOperations,
    ]),
    create: async (resource) => settings.create(resource),
    requirements: (call) => listRequirements(call, identities, context),
    handle: async (call) => handle(call),
    engage,
    compose: (messageId) => composeMime(findSent(messageId)),
    identities,
    account,
    async reset() {
      identities.reset();
      account.reset();
      settings.reset();
      sent.clear();
      suppression.clear();
    },
    async close() {
      sent.clear();
      suppression.clear();
      settings.clear();
    },
  };
}

function isOneOf(operations: readonly string[], operation: string): boolean {
  return operations.includes(operation);
}

function nameCaller({ principal }: Call): string {
  return principal.kind === 'function' ? principal.roleLogicalId : principal.kind;
}
