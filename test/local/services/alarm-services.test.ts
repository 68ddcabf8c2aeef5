/** What the local cloud answers about alarm topics and about how SES rates the account. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type AccountReputation, createCloudwatch } from '../../../local/services/cloudwatch/cloudwatch.ts';
import { createSns } from '../../../local/services/sns/sns.ts';
import { createCaller, createFakeCloud } from '../../harness/fake-cloud.ts';

let cloud = createFakeCloud();
beforeEach(() => {
  cloud = createFakeCloud();
});

describe('SNS', () => {
  const arn = 'arn:aws:sns:us-east-1:000000000000:on-call';
  const open = () => createCaller(createSns(cloud));

  it('confirms subscriptions of the account’s own services, and leaves those of people pending', async () => {
    const call = open();
    expect(await call('CreateTopic', { Name: 'on-call' })).toEqual({ TopicArn: arn });
    await call('Subscribe', { TopicArn: arn, Protocol: 'email', Endpoint: 'ada@example.com' });
    await call('Subscribe', {
      TopicArn: arn,
      Protocol: 'lambda',
      Endpoint: 'arn:aws:lambda:::function:page',
    });
    // A second call changes nothing.
    await call('CreateTopic', { Name: 'on-call' });
    const { Attributes } = await call('GetTopicAttributes', { TopicArn: arn });
    expect(Object.fromEntries(Attributes as Map<string, unknown>)).toMatchObject({
      SubscriptionsConfirmed: 1,
      SubscriptionsPending: 1,
    });
  });

  it.each([
    [arn, 'NotFound'],
    [arn.replace('us-east-1', 'eu-west-1'), 'InvalidParameter'],
  ])('refuses %s by %s', async (TopicArn, code) => {
    await expect(open()('GetTopicAttributes', { TopicArn })).rejects.toMatchObject({ code });
  });
});

describe('CloudWatch', () => {
  const read = async (
    reputation: AccountReputation,
    metric: Record<string, unknown>,
    from = cloud.time - 86_400_000,
  ) => {
    const call = createCaller(createCloudwatch(cloud, () => reputation));
    const query = { Id: 'a', MetricStat: { Metric: metric, Period: 3600, Stat: 'Maximum' } };
    const input = { MetricDataQueries: [query], StartTime: from / 1000, EndTime: cloud.time / 1000 };
    const { MetricDataResults } = await call('GetMetricData', input);
    return (MetricDataResults as { Values: number[]; Timestamps: number[] }[])[0];
  };
  const bounces = { Namespace: 'AWS/SES', MetricName: 'Reputation.BounceRate' };

  it('has the rates of the account in the last full period', async () => {
    expect(await read({ bounceRate: 0.02 }, bounces)).toMatchObject({
      Values: [0.02],
      Timestamps: [Date.UTC(2026, 10, 22, 9) / 1000],
    });
  });

  it.each([
    ['a rate that SES has not published', {}, bounces],
    [
      'a configuration set',
      { bounceRate: 0.02 },
      { ...bounces, Dimensions: [{ Name: 'ses:configuration-set', Value: 'main' }] },
    ],
    ['another metric', { bounceRate: 0.02 }, { Namespace: 'AWS/Lambda', MetricName: 'Errors' }],
  ])('has no data for %s', async (_what, reputation, metric) => {
    expect((await read(reputation, metric))?.Values).toEqual([]);
  });

  it('refuses a time that ends before it begins', async () => {
    await expect(read({}, bounces, cloud.time + 1000)).rejects.toMatchObject({
      code: 'InvalidParameterValue',
    });
  });
});
