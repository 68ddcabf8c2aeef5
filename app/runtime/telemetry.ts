/** Logs and counters of one invocation. Structured, without personal data: ids of profiles and messages only. */
import type { Context } from 'aws-lambda';
import { describeError } from './describe-error.ts';

/** Ids, codes and numbers. Never traits, addresses or event contents. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Telemetry {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** Logs the error's code and origin; its message only where that is known to contain no personal data. */
  error(message: string, error: unknown, fields?: LogFields): void;
  /** Adds to a CloudWatch counter, written once at the end of the invocation. Zero is not written. */
  count(metric: string, quantity?: number): void;
}

/** Telemetry of a Lambda function, with the start and the end of an invocation. */
export interface InvocationTelemetry extends Telemetry {
  begin(context: Context): void;
  end(): void;
}

/** For tests and the simulator: writes nothing. */
export const silentTelemetry: Telemetry = { info() {}, warn() {}, error() {}, count() {} };

/** Milliseconds since the epoch, and where a line goes: process.stdout, past the runtime's own formatting. */
export interface TelemetrySink {
  now(): number;
  write(line: string): void;
}

const standardOutput: TelemetrySink = {
  now: Date.now,
  write: (line) => {
    process.stdout.write(`${line}\n`);
  },
};

/**
 * JSON lines with the field names of Powertools, and metrics as log lines (CloudWatch embedded metric format), which
 * need no call. Powertools Logger and Metrics 2.35.0 are not used: they take 33 KB minified and 6 ms of import, which
 * would put advance-profile over its 350 KB.
 */
export function createTelemetry(sink: TelemetrySink = standardOutput): InvocationTelemetry {
  const service = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'percorso';
  const counts = new Map<string, number>();
  let isColdStart = true;
  let requestId: string | undefined;

  const write = (level: 'INFO' | 'WARN' | 'ERROR', message: string, fields: object) =>
    sink.write(
      JSON.stringify({
        level,
        message,
        timestamp: new Date(sink.now()).toISOString(),
        service,
        function_request_id: requestId,
        cold_start: isColdStart,
        xray_trace_id: readTraceId(),
        ...fields,
      }),
    );

  return {
    info: (message, fields = {}) => write('INFO', message, fields),
    warn: (message, fields = {}) => write('WARN', message, fields),
    error: (message, error, fields = {}) =>
      write('ERROR', message, { ...fields, problem: describeError(error) }),
    count(metric, quantity = 1) {
      if (quantity !== 0) counts.set(metric, (counts.get(metric) ?? 0) + quantity);
    },
    begin(context) {
      requestId = context.awsRequestId;
      if (isColdStart) counts.set('ColdStart', 1);
    },
    end() {
      if (counts.size > 0) sink.write(formatMetrics(service, requestId, counts, sink.now()));
      counts.clear();
      isColdStart = false;
    },
  };
}

/** CloudWatch reads such a line and adds the values to its metrics, one dimension: the function. */
function formatMetrics(
  service: string,
  requestId: string | undefined,
  counts: ReadonlyMap<string, number>,
  now: number,
): string {
  const metrics = [...counts.keys()].map((name) => ({ Name: name, Unit: 'Count' }));
  return JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{ Namespace: 'Percorso', Dimensions: [['service']], Metrics: metrics }],
    },
    service,
    function_request_id: requestId,
    ...Object.fromEntries(counts),
  });
}

/** `Root=1-...;Parent=...;Sampled=1` → the root's id. */
function readTraceId(): string | undefined {
  return process.env['_X_AMZN_TRACE_ID']?.split(';')[0]?.replace('Root=', '');
}
