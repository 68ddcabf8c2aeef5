/** Sending identities of SES: addresses and domains. Created identities are verified at once. */

import { type CloudContext, ServiceError } from '../../service.ts';
import { createBadRequest } from './message.ts';

export const identityOperations = [
  'CreateEmailIdentity',
  'GetEmailIdentity',
  'DeleteEmailIdentity',
  'ListEmailIdentities',
] as const;

type Fields = Readonly<Record<string, unknown>>;

export class SesIdentities {
  readonly #context: CloudContext;
  /** The identities of the stack: a reset keeps them. */
  readonly #deployed = new Set<string>();
  #verified = new Set<string>();

  constructor(context: CloudContext) {
    this.#context = context;
  }

  /** An identity that the stack creates or needs. */
  verify(identity: string): void {
    this.#deployed.add(identity.toLowerCase());
    this.#verified.add(identity.toLowerCase());
  }

  reset(): void {
    this.#verified = new Set(this.#deployed);
  }

  /** The identity that verifies a sender: its address, its domain, or a parent domain; undefined when there is none. */
  find(sender: string): string | undefined {
    const address = sender.toLowerCase();
    if (this.#verified.has(address)) return address;
    const domain = address.slice(address.lastIndexOf('@') + 1);
    for (let parent = domain; parent.includes('.'); parent = parent.slice(parent.indexOf('.') + 1)) {
      if (this.#verified.has(parent)) return parent;
    }
    return undefined;
  }

  /** @throws ServiceError MessageRejected */
  check(sender: string): void {
    if (this.find(sender) !== undefined) return;
    throw new ServiceError(
      'MessageRejected',
      400,
      'Email address is not verified. The following identities failed the check in region ' +
        `${this.#context.region.toUpperCase()}: ${sender}`,
    );
  }

  handle(operation: string, input: Fields): Record<string, unknown> {
    switch (operation) {
      case 'CreateEmailIdentity':
        return this.#create(input);
      case 'GetEmailIdentity':
        return this.#describe(this.#read(input));
      case 'DeleteEmailIdentity':
        this.#verified.delete(this.#read(input));
        return {};
      default:
        return this.#list();
    }
  }

  #create(input: Fields): Record<string, unknown> {
    const identity = String(input['EmailIdentity'] ?? '').toLowerCase();
    if (!/^(?:[^@\s]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(identity)) {
      throw createBadRequest(`EmailIdentity "${identity}" is neither an address nor a domain`);
    }
    if (this.#verified.has(identity)) {
      throw new ServiceError('AlreadyExistsException', 400, `Email identity ${identity} already exist.`);
    }
    this.#verified.add(identity);
    return {
      IdentityType: typeOf(identity),
      VerifiedForSendingStatus: true,
      DkimAttributes: describeDkim(),
    };
  }

  #read(input: Fields): string {
    const identity = String(input['EmailIdentity'] ?? '').toLowerCase();
    if (this.#verified.has(identity)) return identity;
    throw new ServiceError('NotFoundException', 404, `Email identity ${identity} does not exist.`);
  }

  #describe(identity: string): Record<string, unknown> {
    return {
      IdentityType: typeOf(identity),
      FeedbackForwardingStatus: true,
      VerifiedForSendingStatus: true,
      VerificationStatus: 'SUCCESS',
      DkimAttributes: describeDkim(),
      MailFromAttributes: { BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
      Policies: {},
      Tags: [],
    };
  }

  #list(): Record<string, unknown> {
    return {
      EmailIdentities: [...this.#verified].sort().map((identity) => ({
        IdentityName: identity,
        IdentityType: typeOf(identity),
        SendingEnabled: true,
        VerificationStatus: 'SUCCESS',
      })),
    };
  }
}

function typeOf(identity: string): string {
  return identity.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN';
}

function describeDkim(): Record<string, unknown> {
  return { SigningEnabled: true, Status: 'SUCCESS', SigningAttributesOrigin: 'AWS_SES' };
}
