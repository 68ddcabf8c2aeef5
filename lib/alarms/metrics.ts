/** Metrics that alarms watch. */
import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { PercorsoFunction } from '../percorso-function.ts';

/** One metric of Lambda, summed over functions. CloudWatch sums at most ten. */
export function addUp(
  functions: readonly PercorsoFunction[],
  metricName: string,
  period = Duration.minutes(1),
): MathExpression {
  return addMetrics(
    functions.map(({ lambda }) => lambda.metric(metricName, { statistic: 'Sum', period })),
    metricName,
    period,
  );
}

/** A custom counter, summed over functions. */
export function addUpOwn(
  functions: readonly PercorsoFunction[],
  metricName: string,
  period: Duration,
): MathExpression {
  return addMetrics(
    functions.map((one) => countOwn(one, metricName, { statistic: 'Sum', period })),
    metricName,
    period,
  );
}

export function addMetrics(metrics: readonly Metric[], label: string, period: Duration): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  return new MathExpression({ expression: 'SUM(METRICS())', label, usingMetrics, period });
}

/** Successful invocations. Lambda reports both metrics for every invocation, so both exist or neither does. */
export function countGoodRuns({ lambda }: PercorsoFunction, period: Duration): MathExpression {
  return new MathExpression({
    expression: 'runs - errors',
    label: 'Good runs',
    usingMetrics: {
      runs: lambda.metricInvocations({ statistic: 'Sum', period }),
      errors: lambda.metricErrors({ statistic: 'Sum', period }),
    },
    period,
  });
}

/** app/runtime/telemetry.ts counts under the function's own name. */
export function countOwn(
  { lambda }: PercorsoFunction,
  metricName: string,
  { statistic = 'Maximum', period = Duration.minutes(1) } = {},
): Metric {
  return new Metric({
    namespace: 'Percorso',
    metricName,
    dimensionsMap: { service: lambda.functionName },
    statistic,
    period,
  });
}
