/** Reads how SES rates the account from CloudWatch, and the subscriptions of an alarm topic from SNS, for the doctor. */
import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  GetMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  AuthorizationErrorException,
  GetTopicAttributesCommand,
  InvalidParameterException,
  NotFoundException,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { AccountWatch } from '../../app/ports/account-watch.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY, HOUR } from '../../engine/base/time-units.ts';
import { repeatableCallOptions } from '../client-options.ts';

/** An account that sends nothing gets no new values. */
const lookBack = 3 * DAY;
/** Seconds, as the stack's alarms `bounce-rate` and `complaint-rate` use. */
const period = HOUR / 1000;
const metrics = { bounceRate: 'Reputation.BounceRate', complaintRate: 'Reputation.ComplaintRate' } as const;

/** `options`: region, endpoint and credentials of the clients. */
export function openAccountWatch(options: CloudWatchClientConfig): AccountWatch {
  const settings = {
    ...repeatableCallOptions,
    ...omitAbsent({ region: options.region, endpoint: options.endpoint, credentials: options.credentials }),
  };
  const [cloudwatch, sns] = [new CloudWatchClient(settings), new SNSClient(settings)];
  return {
    async readReputation(now) {
      const { MetricDataResults = [] } = await cloudwatch.send(
        new GetMetricDataCommand({
          // Without dimensions they are those of the account in this region.
          MetricDataQueries: Object.entries(metrics).map(([id, MetricName]) => ({
            Id: id,
            MetricStat: { Metric: { Namespace: 'AWS/SES', MetricName }, Period: period, Stat: 'Maximum' },
          })),
          StartTime: new Date(now - lookBack),
          EndTime: new Date(now),
          ScanBy: 'TimestampDescending',
        }),
      );
      const findNewest = (id: keyof typeof metrics) =>
        MetricDataResults.find(({ Id }) => Id === id)?.Values?.[0];
      return omitAbsent({ bounceRate: findNewest('bounceRate'), complaintRate: findNewest('complaintRate') });
    },

    async readTopic(arn) {
      try {
        const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
        return {
          confirmed: Number(Attributes['SubscriptionsConfirmed'] ?? 0),
          pending: Number(Attributes['SubscriptionsPending'] ?? 0),
        };
      } catch (error) {
        // A topic of another region is an invalid parameter.
        if (error instanceof NotFoundException || error instanceof InvalidParameterException)
          return 'missing';
        if (error instanceof AuthorizationErrorException) return 'refused';
        throw error;
      }
    },
  };
}
