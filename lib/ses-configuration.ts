/** The SES configuration of email: a configuration set per class, delivery events, the sender identity, permissions. */
import { domainToASCII } from 'node:url';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  DedicatedIpPool,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { omitAbsent } from '../engine/base/omit-absent.ts';
import type { Channel } from './channel.ts';
import type { Settings } from './settings.ts';

export interface SesConfigurationProps {
  readonly channel: Channel;
  readonly settings: Settings;
}

interface SetProps {
  readonly name: string;
  /** Empty: SES's shared addresses. */
  readonly pool: string;
  readonly reasons: SuppressionReasons;
}

export class SesConfiguration extends Construct {
  /** They name the stage in SES: delivery events contain the set's name, so that each stage reads only its own. */
  readonly configurationSetNames: readonly string[];
  /** The sender's address first, then further senders, with domains in ASCII. */
  readonly senders: readonly string[];
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, { channel, settings }: SesConfigurationProps) {
    super(scope, id);
    this.#settings = settings;
    const name = `percorso-${settings.stage}`;
    // The last safeguard: SES does not send to an address on the account's suppression list for one of these reasons.
    const promotional = this.#createSet('ConfigurationSet', {
      name,
      pool: settings.emailPool,
      reasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    // A complaint is about promotional messages: it must not stop a password reset.
    const transactional = this.#createSet('TransactionalConfigurationSet', {
      name: `${name}-transactional`,
      pool: settings.emailTransactionalPool,
      reasons: SuppressionReasons.BOUNCES_ONLY,
    });
    this.configurationSetNames = [promotional.name, transactional.name];

    const address = extractAddress(settings.sender);
    this.senders = [...new Set([address, ...settings.senders.map(encodeDomain)])];
    if (settings.createIdentity) {
      const { set: configurationSet } = promotional;
      new EmailIdentity(this, 'Identity', { identity: Identity.email(address), configurationSet });
    }
    channel.sender.setVariable('SENDER_ADDRESS', settings.sender);
    channel.sender.setVariable('UNSUBSCRIBE_MAILBOX', settings.unsubscribeMailbox);
    channel.sender.setVariable('CONFIGURATION_SET', promotional.name);
    channel.sender.setVariable('TRANSACTIONAL_CONFIGURATION_SET', transactional.name);
    channel.sender.setVariable('TENANT', settings.emailTenant);
    channel.sender.allow(
      ['ses:SendEmail'],
      [
        ...this.configurationSetNames.map((set) => this.#nameSesResource('configuration-set', set)),
        ...listIdentities([...this.senders, ...settings.sandboxRecipients]).map((identity) =>
          this.#nameSesResource('identity', identity),
        ),
      ],
      {
        // A verified domain covers every address of it and of its subdomains: only the configured senders are allowed.
        StringLike: { 'ses:FromAddress': this.senders.map(nameAllowed) },
        ...omitAbsent({
          StringEquals: settings.emailTenant === '' ? undefined : { 'ses:TenantName': settings.emailTenant },
        }),
      },
    );
  }

  /** Lets a person read the state of the identities, the configuration sets and the account. */
  listReadStatements(): PolicyStatement[] {
    const nameAll = (kind: string, names: readonly string[]) =>
      names.map((name) => this.#nameSesResource(kind, name));
    return [
      new PolicyStatement({
        actions: ['ses:GetEmailIdentity'],
        resources: nameAll('identity', listIdentities(this.senders)),
      }),
      new PolicyStatement({
        actions: ['ses:GetConfigurationSet', 'ses:GetConfigurationSetEventDestinations'],
        resources: nameAll('configuration-set', this.configurationSetNames),
      }),
    ];
  }

  #createSet(id: string, { name, pool, reasons }: SetProps): { name: string; set: ConfigurationSet } {
    const set = new ConfigurationSet(this, id, {
      configurationSetName: name,
      reputationMetrics: true,
      suppressionReasons: reasons,
      // Marketing email contains names and habits: by default TLS is required.
      tlsPolicy:
        this.#settings.emailTls === 'require'
          ? ConfigurationSetTlsPolicy.REQUIRE
          : ConfigurationSetTlsPolicy.OPTIONAL,
      ...omitAbsent({
        dedicatedIpPool:
          pool === '' ? undefined : DedicatedIpPool.fromDedicatedIpPoolName(this, `${id}Pool`, pool),
      }),
    });
    set.addEventDestination('Feedback', {
      // SES publishes to the account's default bus only.
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, `${id}Bus`, 'default')),
      events: Object.values(EmailSendingEvent),
    });
    return { name, set };
  }

  #nameSesResource(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({
      service: 'ses',
      resource,
      resourceName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }
}

/** `Shop <hello@example.com>` → `hello@example.com`, with the domain in the form that SES and IAM use. */
function extractAddress(sender: string): string {
  return encodeDomain(/<([^>]+)>/.exec(sender)?.[1] ?? sender);
}

/** The addresses that may send: all of the stage's own domain and of each domain in `senders`, else exactly the named one. */
function nameAllowed(sender: string, index: number): string {
  return index > 0 && sender.includes('@') ? sender : `*@${sender.slice(sender.lastIndexOf('@') + 1)}`;
}

/** A plain address or domain, in ASCII. */
function encodeDomain(identity: string): string {
  const at = identity.lastIndexOf('@') + 1;
  return identity.slice(0, at) + domainToASCII(identity.slice(at));
}

/**
 * SES checks the permission of the verified identity: the address, its domain, or a parent domain, which covers its
 * subdomains. In the sandbox it also checks the one of every recipient.
 */
function listIdentities(identities: readonly string[]): string[] {
  return [...new Set(identities.flatMap((entry) => [entry, ...listDomains(entry)]))];
}

/** `a@mail.example.com` → `mail.example.com`, `example.com`. */
function listDomains(address: string): string[] {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
}
