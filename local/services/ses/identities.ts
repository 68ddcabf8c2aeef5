/** Sending identities of SES: addresses and domains. Created identities are verified at once. */

import { type CloudContext, ServiceError } from '../../service.ts';
import { createBadRequest } from './message.ts';

export const identityOperations = [
  'CreateEmailIdentity',
  'GetEmailIdentity',
  'DeleteEmailIdentity',
  'ListEmailIdentities',
  'PutEmailIdentityDkimAttributes',
  'PutEmailIdentityDkimSigningAttributes',
  'PutEmailIdentityMailFromAttributes',
] as const;

type Fields = Readonly<Record<string, unknown>>;

/** Settings of an identity that differ from those of a new one. */
interface IdentitySettings {
  readonly isSigning?: boolean;
  readonly keyLength?: string;
  readonly mailFrom?: Fields;
}

export class SesIdentities {
  readonly #context: CloudContext;
  /** The identities of the stack: a reset keeps them. */
  readonly #deployed = new Set<string>();
  #verified = new Set<string>();
  readonly #settings = new Map<string, IdentitySettings>();

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
    this.#settings.clear();
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
      case 'DeleteEmailIdentity': {
        const identity = this.#read(input);
        this.#verified.delete(identity);
        this.#settings.delete(identity);
        return {};
      }
      case 'ListEmailIdentities':
        return this.#list();
      default:
        return this.#change(this.#read(input), operation, input);
    }
  }

  #change(identity: string, operation: string, input: Fields): Record<string, unknown> {
    const settings = this.#settings.get(identity) ?? {};
    if (operation === 'PutEmailIdentityDkimAttributes') {
      this.#settings.set(identity, { ...settings, isSigning: input['SigningEnabled'] === true });
      return {};
    }
    if (operation === 'PutEmailIdentityMailFromAttributes') {
      const { MailFromDomain: domain, BehaviorOnMxFailure = 'USE_DEFAULT_VALUE' } = input;
      if (domain !== undefined && !String(domain).endsWith(`.${domainOf(identity)}`)) {
        throw createBadRequest(
          `Provided MAIL-FROM domain <${domain}> is not subdomain of <${domainOf(identity)}>.`,
        );
      }
      // The MX record is found at once.
      const set = { MailFromDomain: domain, MailFromDomainStatus: 'SUCCESS', BehaviorOnMxFailure };
      this.#settings.set(identity, {
        ...settings,
        mailFrom: domain === undefined ? { BehaviorOnMxFailure } : set,
      });
      return {};
    }
    const attributes = (input['SigningAttributes'] ?? {}) as Fields;
    const keyLength = String(attributes['NextSigningKeyLength'] ?? 'RSA_2048_BIT');
    this.#settings.set(identity, { ...settings, keyLength });
    return { DkimStatus: 'SUCCESS', DkimTokens: tokens };
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
      DkimAttributes: describeDkim(identity, {}),
    };
  }

  #read(input: Fields): string {
    const identity = String(input['EmailIdentity'] ?? '').toLowerCase();
    if (this.#verified.has(identity)) return identity;
    throw new ServiceError('NotFoundException', 404, `Email identity ${identity} does not exist.`);
  }

  #describe(identity: string): Record<string, unknown> {
    const settings = this.#settings.get(identity) ?? {};
    return {
      IdentityType: typeOf(identity),
      FeedbackForwardingStatus: true,
      VerifiedForSendingStatus: true,
      VerificationStatus: 'SUCCESS',
      DkimAttributes: describeDkim(identity, settings),
      MailFromAttributes: settings.mailFrom ?? { BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
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

function domainOf(identity: string): string {
  return identity.slice(identity.lastIndexOf('@') + 1);
}

/** The same for each domain: AWS makes them from the domain. */
const tokens = ['token1', 'token2', 'token3'];

/** An address has no keys of its own: the domain's sign its email. */
function describeDkim(
  identity: string,
  { isSigning = true, keyLength = 'RSA_2048_BIT' }: IdentitySettings,
): Record<string, unknown> {
  if (identity.includes('@')) {
    return { SigningEnabled: false, Status: 'NOT_STARTED', SigningAttributesOrigin: 'AWS_SES' };
  }
  return {
    SigningEnabled: isSigning,
    Status: 'SUCCESS',
    Tokens: tokens,
    SigningAttributesOrigin: 'AWS_SES',
    SigningHostedZone: 'dkim.amazonses.com',
    CurrentSigningKeyLength: keyLength,
    NextSigningKeyLength: keyLength,
  };
}
