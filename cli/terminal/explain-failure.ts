/** Turns an error into a problem, a remedy and an exit code; users see no stack trace. */
import { RequestInvalidError } from '../../app/ports/request-invalid-error.ts';
import { CloudUnreachableError, type ExitCode, UsageError } from './command-result.ts';

export interface ExplainedFailure {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly problem: string;
  readonly remedy: string;
}

export function explainFailure(error: unknown, endpoint: string | undefined): ExplainedFailure {
  if (error instanceof UsageError || error instanceof CloudUnreachableError) {
    return { exitCode: error.exitCode, code: error.code, problem: error.message, remedy: error.remedy };
  }
  if (error instanceof RequestInvalidError)
    return { exitCode: 2, code: 'usage', problem: error.message, remedy: error.remedy };
  const file = describeFileFault(error);
  if (file !== undefined) return file;
  const { name, message, code } = readError(error);
  const network = [code, name].find((word) => networkFaults.has(word));
  if (network !== undefined) {
    const place = endpoint ?? 'AWS';
    const remedy =
      endpoint === undefined
        ? 'Check the network and AWS_REGION; for the local cloud give --endpoint http://127.0.0.1:4566.'
        : 'Is it running? Start the local cloud with `npm start`, or correct --endpoint.';
    return { exitCode: 3, code: 'cloud_unreachable', problem: `Cannot reach ${place} (${network}).`, remedy };
  }
  const denied = /AccessDenied/.test(name)
    ? /not authorized to perform: (\S+)(?: on resource: (\S+))?/.exec(message)
    : null;
  if (denied !== null) {
    const [, action, resource] = denied;
    const problem = `Not allowed: this needs ${action}${resource === undefined ? '' : ` on ${resource}`}.`;
    const remedy =
      'docs/access.md says which policy of the stage allows which command. Ask its administrator.';
    return { exitCode: 3, code: 'not_allowed', problem, remedy };
  }
  if (credentialFaults.test(name)) {
    const remedy =
      'Log in (`aws sso login`, or AWS_PROFILE / AWS_ACCESS_KEY_ID); for the local cloud give --endpoint http://127.0.0.1:4566.';
    return { exitCode: 3, code: 'not_allowed', problem: `AWS rejected the credentials: ${message}`, remedy };
  }
  if (name === 'ResourceNotFoundException') {
    const remedy = 'Check that the stage is deployed and that --stage, --table and the region are correct.';
    return { exitCode: 3, code: 'not_found', problem: message, remedy };
  }
  if (message === 'Region is missing') {
    const remedy = 'Give --region, such as --region eu-west-1, or set AWS_REGION.';
    return { exitCode: 2, code: 'region_missing', problem: 'No AWS region given.', remedy };
  }
  const own = readRemedy(error);
  const remedy = own ?? 'Try again; PERCORSO_DEBUG=1 prints the full error.';
  return { exitCode: 3, code: code === '' ? 'unexpected' : code, problem: message, remedy };
}

/** What the operating system says of a file that the command reads or writes. */
function describeFileFault(error: unknown): ExplainedFailure | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return undefined;
  const { code, path } = error;
  const fault = fileFaults.get(code);
  if (fault === undefined || typeof path !== 'string') return undefined;
  const [problem, remedy] = fault;
  return { exitCode: 2, code: 'file_error', problem: `${path}: ${problem} (${String(code)}).`, remedy };
}

const fileFaults = new Map<unknown, readonly [problem: string, remedy: string]>([
  ['ENOENT', ['there is no such file or folder', 'Correct the path, or make the folder.']],
  ['ENOTDIR', ['a part of the path is no folder', 'Correct the path.']],
  ['EISDIR', ['this is a folder, not a file', 'Give the path of a file.']],
  ['EACCES', ['access denied', 'Correct the permissions, or give another path.']],
  ['EPERM', ['access denied', 'Correct the permissions, or give another path.']],
  ['EROFS', ['the disk is read-only', 'Give another path.']],
]);

const networkFaults = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
  'TimeoutError',
]);

const credentialFaults =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|AccessDenied|AccessDeniedException)$/;

function readError(error: unknown): { name: string; message: string; code: string } {
  if (!(error instanceof Error)) return { name: '', message: String(error), code: '' };
  // fetch wraps the socket's error.
  const inner = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  const message = error.message === '' ? (code === '' ? error.name : code) : error.message;
  return { name: error.name, message, code };
}

/** Percorso's own errors carry a remedy. */
function readRemedy(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('remedy' in error)) return undefined;
  const { message, remedy } = error;
  // Some messages already end with the remedy.
  if (typeof remedy !== 'string' || message.includes(remedy)) return undefined;
  return remedy;
}
