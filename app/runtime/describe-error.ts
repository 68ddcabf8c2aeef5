/** Describes an error for the log: its code and origin, never text that could quote personal data. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';

export interface ErrorDescription {
  readonly name: string;
  /** The stable code of our errors, else the name of the AWS error, else `unexpected`. */
  readonly code: string;
  /** Only for our own errors and AWS errors: messages of the runtime (such as JSON.parse's) quote their input. */
  readonly message?: string;
  /** Where it was thrown: frames only. */
  readonly at?: readonly string[];
  /** AWS request id, where the error came from AWS. */
  readonly awsRequestId?: string;
}

export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error, code: 'unexpected' };
  const aws = readMetadata(error);
  const code = readCode(error);
  const trusted = aws !== undefined || code !== undefined;
  return {
    name: error.name,
    code: code ?? (aws ? error.name : 'unexpected'),
    ...omitAbsent({ message: trusted ? error.message : undefined, awsRequestId: aws?.requestId }),
    at: readFrames(error),
  };
}

/** Our codes are snake_case; Node's (`ERR_...`) and sockets' (`ECONNRESET`) messages name hosts only. */
function readCode(error: Error): string | undefined {
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function readMetadata(error: Error): { requestId?: string } | undefined {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  return omitAbsent({
    requestId:
      'requestId' in metadata && typeof metadata.requestId === 'string' ? metadata.requestId : undefined,
  });
}

function readFrames(error: Error): readonly string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 4)
    .map((line) => line.trim());
}
