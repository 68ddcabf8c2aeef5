/** The SES configuration of email: sending options, delivery events, the sender identity and its permissions. */
import { domainToASCII } from 'node:url';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { Channel } from './channel.ts';
import type { Settings } from './settings.ts';

export interface SesConfigurationProps {
  readonly channel: Channel;
  readonly settings: Settings;
}

export class SesConfiguration extends Construct {
  /** Names the stage in SES: delivery events contain it, so that each stage reads only its own. */
  readonly configurationSetName: string;

  constructor(scope: Construct, id: string, { channel, settings }: SesConfigurationProps) {
    super(scope, id);
    this.configurationSetName = `percorso-${settings.stage}`;
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: this.configurationSetName,
      reputationMetrics: true,
      // The last safeguard: SES does not send to an address that bounced or complained before.
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      // Marketing email contains names and habits: by default TLS is required.
      tlsPolicy:
        settings.emailTls === 'require'
          ? ConfigurationSetTlsPolicy.REQUIRE
          : ConfigurationSetTlsPolicy.OPTIONAL,
    });
    configurationSet.addEventDestination('Feedback', {
      // SES publishes to the account's default bus only.
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: Object.values(EmailSendingEvent),
    });

    const address = extractAddress(settings.sender);
    if (settings.createIdentity) {
      new EmailIdentity(this, 'Identity', { identity: Identity.email(address), configurationSet });
    }
    channel.sender.setVariable('SENDER_ADDRESS', settings.sender);
    channel.sender.setVariable('CONFIGURATION_SET', this.configurationSetName);
    channel.sender.allow(
      ['ses:SendEmail'],
      [
        this.#nameSesResource('configuration-set', this.configurationSetName),
        ...listIdentities([
          address,
          ...settings.senders.map(encodeDomain),
          ...settings.sandboxRecipients,
        ]).map((identity) => this.#nameSesResource('identity', identity)),
      ],
      // A verified domain covers every address of it and of its subdomains: only the configured senders are allowed.
      { StringLike: { 'ses:FromAddress': `*@${address.slice(address.lastIndexOf('@') + 1)}` } },
    );
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
