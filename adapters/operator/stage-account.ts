/** Reads the account's settings in SES, Lambda and Parameter Store for the doctor. */

import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  type DkimAttributes,
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  type MailFromAttributes,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import {
  InvalidResourceId,
  ListTagsForResourceCommand,
  SSMClient,
  type SSMClientConfig,
} from '@aws-sdk/client-ssm';
import type { Dkim, StageAccount } from '../../app/ports/stage-account.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { repeatableCallOptions } from '../client-options.ts';

export interface AccountClients {
  readonly ses: Pick<SESv2Client, 'send'>;
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly ssm: Pick<SSMClient, 'send'>;
}

/** `options`: region, endpoint and credentials of the clients. */
export function openStageAccount(options: SSMClientConfig, linkKeyName: string): StageAccount {
  const settings = {
    ...repeatableCallOptions,
    ...omitAbsent({ region: options.region, endpoint: options.endpoint, credentials: options.credentials }),
  };
  const clients = {
    ses: new SESv2Client(settings),
    lambda: new LambdaClient(settings),
    ssm: new SSMClient(settings),
  };
  return createStageAccount(clients, linkKeyName);
}

/** `linkKeyName`: the parameter's name. */
export function createStageAccount({ ses, lambda, ssm }: AccountClients, linkKeyName: string): StageAccount {
  return {
    async readSending() {
      const account = await ses.send(new GetAccountCommand({}));
      const { Max24HourSend = 0, MaxSendRate = 0, SentLast24Hours = 0 } = account.SendQuota ?? {};
      return {
        isProduction: account.ProductionAccessEnabled === true,
        isEnabled: account.SendingEnabled === true,
        enforcement: account.EnforcementStatus ?? 'HEALTHY',
        quota: {
          // -1 is no limit.
          perDay: Max24HourSend < 0 ? Number.POSITIVE_INFINITY : Max24HourSend,
          perSecond: MaxSendRate,
          sentLastDay: SentLast24Hours,
        },
        suppressedReasons: account.SuppressionAttributes?.SuppressedReasons ?? [],
        plan: account.PricingAttributes?.CurrentPlan ?? 'NONE',
      };
    },

    readIdentity: (name) =>
      orUndefined(async () => {
        const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
        return {
          name,
          isVerified: identity.VerifiedForSendingStatus === true,
          status: identity.VerificationStatus ?? 'NOT_STARTED',
          dkim: readDkim(identity.DkimAttributes ?? {}),
          ...omitAbsent({ mailFrom: readMailFrom(identity.MailFromAttributes) }),
        };
      }),

    readConfigurationSet: (name) =>
      orUndefined(async () => {
        const set = await ses.send(new GetConfigurationSetCommand({ ConfigurationSetName: name }));
        return {
          isEnabled: set.SendingOptions?.SendingEnabled !== false,
          ...omitAbsent({ suppressedReasons: set.SuppressionOptions?.SuppressedReasons }),
        };
      }),

    async listEventDestinations(configurationSet) {
      const { EventDestinations = [] } = await ses.send(
        new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName: configurationSet }),
      );
      return EventDestinations.map(({ Enabled, MatchingEventTypes = [], EventBridgeDestination }) => ({
        isEnabled: Enabled === true,
        isDefaultBus: EventBridgeDestination?.EventBusArn?.endsWith(':event-bus/default') === true,
        eventTypes: MatchingEventTypes,
      }));
    },

    async readConcurrency() {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions = 0 } = AccountLimit ?? {};
      return { limit: ConcurrentExecutions, unreserved: UnreservedConcurrentExecutions };
    },

    async hasLinkKey() {
      try {
        // The tags of one parameter: a permission to read parameters would include their values.
        await ssm.send(
          new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: linkKeyName }),
        );
        return true;
      } catch (error) {
        if (error instanceof InvalidResourceId) return false;
        throw error;
      }
    },
  };
}

async function orUndefined<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

function readDkim(attributes: DkimAttributes): Dkim {
  const { SigningEnabled, Status = 'NOT_STARTED', Tokens = [], SigningAttributesOrigin } = attributes;
  const isEasy = SigningAttributesOrigin !== 'EXTERNAL';
  const { SigningHostedZone = 'dkim.amazonses.com', CurrentSigningKeyLength: length } = attributes;
  return {
    isEnabled: SigningEnabled === true,
    status: Status,
    tokens: Tokens,
    ...omitAbsent({
      zone: isEasy ? SigningHostedZone : undefined,
      // RSA_2048_BIT
      keyLength: isEasy && length !== undefined ? Number(/\d+/.exec(length)?.[0]) : undefined,
    }),
  };
}

function readMailFrom(attributes: MailFromAttributes | undefined) {
  const { MailFromDomain: domain, MailFromDomainStatus: status = 'PENDING' } = attributes ?? {};
  return domain === undefined || domain === '' ? undefined : { domain, status };
}
