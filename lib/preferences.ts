/**
 * The public function of links: unsubscribe, preferences, confirmations. It has a function URL without authentication,
 * because mail providers post to it, and optionally a domain of the company in front of it.
 */

import { Aws, Duration, Fn, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginRequestPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { FunctionUrlOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { type CfnFunction, FunctionUrlAuthType, type IFunctionUrl } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { PercorsoBus } from './event-bus.ts';
import { grantLinkKey } from './link-key.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import { UnsubscribeMailbox } from './unsubscribe-mailbox.ts';
import type { WorkQueue } from './work-queue.ts';

export interface PreferencesProps {
  readonly servePreferences: PercorsoFunction;
  readonly storage: Storage;
  readonly bus: PercorsoBus;
  readonly feedbackQueue: WorkQueue;
  readonly undelivered: Undelivered;
  readonly settings: Settings;
}

/** The unique part of the stack's ARN, which no response shows: a call of the function's own URL cannot state it. */
const proxyKey = Fn.select(2, Fn.split('/', Aws.STACK_ID));

export class Preferences extends Construct {
  /** `https://...` without a slash at its end: links begin with it. */
  readonly publicUrl: string;
  readonly servePreferences: PercorsoFunction;
  /** `LinkDomainTarget`: what the DNS record of `linkDomain` points to. */
  readonly outputs: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: PreferencesProps) {
    super(scope, id);
    const { servePreferences, storage, bus, feedbackQueue, undelivered, settings } = props;
    const { linkDomain, linkCertificateArn, preferencesConcurrency } = settings;
    this.servePreferences = servePreferences;
    if (preferencesConcurrency > 0) {
      // Unsubscribing works while campaigns use up the account's concurrency, and a flood of requests has a limit.
      const resource = servePreferences.lambda.node.defaultChild as CfnFunction;
      resource.reservedConcurrentExecutions = preferencesConcurrency;
    }
    storage.identities.grant(servePreferences, 'BatchGetItem', 'GetItem', 'UpdateItem');
    storage.profiles.grant(servePreferences, 'GetItem');
    storage.config.grant(servePreferences, 'GetItem');
    // Copies of messages, and where short links lead.
    storage.timeline.grant(servePreferences, 'GetItem');
    // Counts of scanned codes, and no other statistics.
    storage.statistics.grantItems(servePreferences, ['UpdateItem'], ['SCANS']);
    // The texts of pages, and no statement of the ledger.
    storage.consents.grantItems(servePreferences, ['PutItem'], ['WORDING#*']);
    // Clicks.
    feedbackQueue.grantSend(servePreferences);
    bus.grantPut(servePreferences);
    grantLinkKey(servePreferences, settings.stage);
    servePreferences.setVariable('PROXY_KEY', linkDomain === '' ? '' : proxyKey);
    const url = servePreferences.lambda.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    if (settings.unsubscribeMailbox !== '') {
      new UnsubscribeMailbox(this, 'Mailbox', { servePreferences, undelivered, settings });
    } else {
      Validations.of(servePreferences.lambda).acknowledge({
        id: 'Serverless-LambdaDLQ',
        reason:
          'Invoked by HTTP requests only, never asynchronously: the caller gets the error and posts again.',
      });
    }
    if (linkDomain === '') {
      this.publicUrl = dropSlash(url.url);
      this.outputs = { PublicUrl: this.publicUrl };
      return;
    }
    const distribution = this.#distribute(url, linkDomain, linkCertificateArn);
    this.publicUrl = `https://${linkDomain}`;
    this.outputs = { PublicUrl: this.publicUrl, LinkDomainTarget: distribution.distributionDomainName };
  }

  #distribute(url: IFunctionUrl, linkDomain: string, linkCertificateArn: string): Distribution {
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Links of Percorso at ${linkDomain}`,
      domainNames: [linkDomain],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', linkCertificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: new FunctionUrlOrigin(url, {
          readTimeout: Duration.seconds(15),
          customHeaders: { 'X-Percorso-Proxy': proxyKey },
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        // A link belongs to one person, and no response may be kept.
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        // RFC 8058 allows no redirect.
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      },
    });
    Validations.of(distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'Readers of email are everywhere; no country is excluded.' },
      {
        id: 'AwsSolutions-CFR2',
        reason:
          'A firewall costs $5 a month while idle, and a link is no use without its key; docs/deploy.md says how to add one.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason:
          'Access logs would keep links, and with them the power to change the preferences of a person.',
      },
    );
    return distribution;
  }
}

/** `https://id.lambda-url.region.on.aws/` → without the slash, which CloudFormation cannot cut off otherwise. */
export function dropSlash(url: string): string {
  const parts = Fn.split('/', url);
  return Fn.join('//', [Fn.select(0, parts), Fn.select(2, parts)]);
}
