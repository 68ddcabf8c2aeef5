/** Logs and counters of one invocation. Structured, without personal data: ids of profiles and messages only. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { describeError } from './describe-error.ts';

/** Ids, codes and numbers. Never traits, addresses or event contents. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Telemetry {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** Logs the error's code and origin; its message only where that is known to be free of data. */
  error(message: string, error: unknown, fields?: LogFields): void;
  /** Adds to a CloudWatch counter, written once at the end of the invocation. Zero is not written. */
  count(metric: string, quantity?: number): void;
}

/** Telemetry as a Lambda keeps it, with the moments of an invocation. */
export interface InvocationTelemetry extends Telemetry {
  begin(context: Context): void;
  end(): void;
}

/** For tests and the simulator: says nothing. */
export const silentTelemetry: Telemetry = { info() {}, warn() {}, error() {}, count() {} };

/**
 * Powertools Logger and Metrics: measured at 37 KB minified and 6 ms of import together (2.35.0).
 * Metrics travel as log lines (EMF), so they cost no call.
 */
export function createTelemetry(): InvocationTelemetry {
  // Names the function in every line and counter, so that alarms need no variable of their own.
  const serviceName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'percorso';
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: 'Percorso', serviceName });
  const counts = new Map<string, number>();
  return {
    info: (message, fields = {}) => logger.info(message, { ...fields }),
    warn: (message, fields = {}) => logger.warn(message, { ...fields }),
    error: (message, error, fields = {}) =>
      logger.error(message, { ...fields, problem: { ...describeError(error) } }),
    count(metric, quantity = 1) {
      if (quantity !== 0) counts.set(metric, (counts.get(metric) ?? 0) + quantity);
    },
    begin(context) {
      logger.addContext(context);
      metrics.captureColdStartMetric(context.functionName);
    },
    end() {
      for (const [metric, quantity] of counts) metrics.addMetric(metric, 'Count', quantity);
      if (counts.size > 0) metrics.publishStoredMetrics();
      counts.clear();
    },
  };
}
