/** The part of CloudWatch that reads how SES rates the account. All other metrics have no data. */
import { type Call, type CloudContext, type Service, ServiceError } from '../../service.ts';

export interface AccountReputation {
  /** Shares of the emails sent. Absent: SES has published none, as for an account without bounces and complaints. */
  readonly bounceRate?: number;
  readonly complaintRate?: number;
}

/** `readReputation`: the current rates, which SES publishes without dimensions. */
export function createCloudwatch(context: CloudContext, readReputation: () => AccountReputation): Service {
  const findValue = (metric: Readonly<Record<string, unknown>>): number | undefined => {
    const { Namespace: namespace, MetricName: name, Dimensions: dimensions = [] } = metric;
    if (namespace !== 'AWS/SES' || !Array.isArray(dimensions) || dimensions.length > 0) return undefined;
    const { bounceRate, complaintRate } = readReputation();
    if (name === 'Reputation.BounceRate') return bounceRate;
    return name === 'Reputation.ComplaintRate' ? complaintRate : undefined;
  };

  /** One data point: that of the last full period. */
  const getMetricData = ({ MetricDataQueries: queries, StartTime, EndTime }: Call['input']) => {
    if (!Array.isArray(queries) || typeof StartTime !== 'number' || typeof EndTime !== 'number')
      throw makeInvalid('MetricDataQueries, StartTime and EndTime are required.');
    if (StartTime >= EndTime) throw makeInvalid('StartTime must be less than EndTime.');
    return queries.map((query: Readonly<Record<string, unknown>>) => {
      const stat = query['MetricStat'] as { Metric?: Readonly<Record<string, unknown>>; Period?: unknown };
      const period = Number(stat?.Period);
      if (stat?.Metric === undefined || !(period >= 60) || period % 60 !== 0)
        throw makeInvalid('The local cloud answers MetricStat with a Period of whole minutes only.');
      const end = Math.min(EndTime, context.now() / 1000);
      const at = Math.floor(end / period) * period - period;
      const value = at < StartTime ? undefined : findValue(stat.Metric);
      return {
        Id: query['Id'],
        Label: stat.Metric['MetricName'],
        Timestamps: value === undefined ? [] : [at],
        Values: value === undefined ? [] : [value],
        StatusCode: 'Complete',
      };
    });
  };

  return {
    name: 'monitoring',
    resourceTypes: [],
    operations: new Set(['GetMetricData']),
    create: async ({ type }) => {
      throw new ServiceError('ResourceTypeUnknown', 400, `cloudwatch creates no ${type}.`);
    },
    // A signature names the service "monitoring", and IAM names it "cloudwatch". Metrics have no ARN.
    requirements: ({ operation }) => [{ action: `cloudwatch:${operation}`, resource: '*' }],
    handle: async ({ input }) => ({ MetricDataResults: getMetricData(input), Messages: [] }),
    reset: async () => undefined,
    close: async () => undefined,
  };
}

function makeInvalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', 400, message);
}
