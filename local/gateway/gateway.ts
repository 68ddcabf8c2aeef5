/** The only endpoint: identifies service, caller and operation of a request, checks permissions, runs it and responds. */

import type { Access } from '../iam/access.ts';
import { type Call, type Principal, type Service, ServiceError } from '../service.ts';
import { type Faults, makeFaultError } from './faults.ts';
import { createJsonProtocol } from './json-protocol.ts';
import { createQueryProtocol } from './query-protocol.ts';
import { createRestJsonProtocol } from './rest-json-protocol.ts';
import { lambdaRoutes, pinpointRoutes, sesRoutes, socialRoutes } from './routes.ts';
import { s3Protocol } from './s3-protocol.ts';
import type { Protocol, WireOutcome, WireRequest } from './wire.ts';

export interface RefusedCall {
  readonly service: string;
  readonly operation: string;
  readonly reason: 'unknown_service' | 'unknown_operation' | 'access_denied';
  readonly message: string;
  count: number;
}

export interface GatewaySettings {
  readonly services: ReadonlyMap<string, Service>;
  readonly access: Access;
  readonly faults: Faults;
  newId(): string;
  /** The owner of an access key; undefined for keys that belong to no function. */
  findPrincipal(accessKeyId: string): Principal | undefined;
  /** Attributes the cost of `run` to a caller. */
  attributeTo<T>(caller: string, run: () => T): T;
  report(line: string): void;
}

export interface Gateway {
  handle(request: WireRequest): Promise<WireOutcome>;
  refused(): readonly RefusedCall[];
  reset(): void;
}

const protocols: Readonly<Record<string, Protocol>> = {
  dynamodb: createJsonProtocol('1.0'),
  sqs: createJsonProtocol('1.0', true),
  events: createJsonProtocol('1.1'),
  'sms-voice': createJsonProtocol('1.0'),
  ssm: createJsonProtocol('1.1'),
  athena: createJsonProtocol('1.1'),
  firehose: createJsonProtocol('1.1'),
  ses: createRestJsonProtocol(sesRoutes),
  mobiletargeting: createRestJsonProtocol(pinpointRoutes, 'Message'),
  'social-messaging': createRestJsonProtocol(socialRoutes),
  lambda: createRestJsonProtocol(lambdaRoutes, 'Message'),
  s3: s3Protocol,
  cloudformation: createQueryProtocol('http://cloudformation.amazonaws.com/doc/2010-05-15/'),
  sns: createQueryProtocol('http://sns.amazonaws.com/doc/2010-03-31/', {
    AccessDeniedException: 'AuthorizationError',
  }),
  monitoring: createJsonProtocol('1.0', true),
  sts: createQueryProtocol('https://sts.amazonaws.com/doc/2011-06-15/'),
};

/** Services that also have a form and XML API, with the API to use instead. */
const olderApis: ReadonlyMap<string, string> = new Map([
  ['ses', 'SES v2 (`aws sesv2`, `boto3.client("sesv2")`)'],
  ['sqs', 'the JSON protocol (any AWS client of 2024 or later)'],
]);

const fallback = createJsonProtocol('1.1');
const fallbackQuery = createQueryProtocol('urn:local-cloud');

export function createGateway(settings: GatewaySettings): Gateway {
  const refusals = new Map<string, RefusedCall>();

  const recordRefusal = (
    service: string,
    operation: string,
    reason: RefusedCall['reason'],
    message: string,
  ): void => {
    const key = `${service}:${operation}:${message}`;
    const known = refusals.get(key);
    if (known !== undefined) known.count += 1;
    else {
      refusals.set(key, { service, operation, reason, message, count: 1 });
      settings.report(`refused ${service}:${operation}: ${message}`);
    }
  };

  const run = async (
    call: Call,
    service: Service,
  ): Promise<Record<string, unknown> | 'hang' | 'disconnect'> => {
    try {
      settings.access.check(call.principal, service.requirements(call));
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'AccessDeniedException') {
        recordRefusal(call.service, call.operation, 'access_denied', error.message);
      }
      throw error;
    }
    const fault = settings.faults.pick(call);
    if (fault === 'throttle' || fault === 'failBefore') throw makeFaultError(fault, call.service);
    const output = await settings.attributeTo(nameCaller(call.principal), () => service.handle(call));
    if (fault === 'failAfter') throw makeFaultError(fault, call.service);
    if (fault === 'timeoutAfter') return 'hang';
    return fault === 'disconnectAfter' ? 'disconnect' : output;
  };

  const handle = async (request: WireRequest): Promise<WireOutcome> => {
    const requestId = settings.newId();
    const scope = readCredentialScope(request);
    const protocol = protocols[scope?.service ?? ''] ?? guessProtocol(request);
    // An older API of the same service, such as SES v1: its client reads XML only.
    const isOlder = isForm(request) && olderApis.has(scope?.service ?? '');
    try {
      if (scope === undefined) {
        throw new ServiceError(
          'MissingAuthenticationTokenException',
          403,
          'Sign the request (SigV4, any key): the credential scope names the service.',
        );
      }
      const service = settings.services.get(scope.service);
      if (service === undefined) {
        const known = [...settings.services.keys()].join(', ');
        const message = `The local cloud does not emulate the service "${scope.service}". It emulates ${known}.`;
        recordRefusal(
          scope.service,
          request.headers['x-amz-target'] ?? request.url,
          'unknown_service',
          message,
        );
        throw new ServiceError('UnknownOperationException', 501, message);
      }
      const decoded = decodeCall(protocol, request);
      if (decoded === undefined || !service.operations.has(decoded.operation)) {
        const operation = decoded?.operation ?? readOperation(request);
        const known = [...service.operations].join(', ');
        const message = isOlder
          ? `The local cloud does not emulate this older API of ${scope.service} (${operation}). Use ${olderApis.get(scope.service)}.`
          : `The local cloud does not emulate ${scope.service}:${operation}. It emulates ${known}.`;
        recordRefusal(scope.service, operation, 'unknown_operation', message);
        throw new ServiceError('UnknownOperationException', 501, message);
      }
      const principal = settings.findPrincipal(scope.accessKeyId) ?? ({ kind: 'operator' } as const);
      const trace = request.headers['x-amzn-trace-id'];
      const output = await run({ service: service.name, ...decoded, principal, requestId, trace }, service);
      return typeof output === 'string' ? output : protocol.encode(decoded, output, requestId);
    } catch (error) {
      const answering = isOlder ? fallbackQuery : protocol;
      return answering.encodeError(describeError(error, settings.report), requestId);
    }
  };

  return { handle, refused: () => [...refusals.values()], reset: () => refusals.clear() };
}

function nameCaller(principal: Principal): string {
  if (principal.kind === 'function') return principal.logicalId;
  if (principal.kind === 'person') return 'operator';
  return principal.kind === 'aws' ? principal.service : 'operator';
}

/** Refuses an unknown service in the protocol of its client. */
function guessProtocol(request: WireRequest): Protocol {
  return isForm(request) ? fallbackQuery : fallback;
}

function isForm({ headers }: WireRequest): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}

function readOperation(request: WireRequest): string {
  const action = isForm(request) && new URLSearchParams(Buffer.from(request.body).toString()).get('Action');
  return action || request.headers['x-amz-target'] || `${request.method} ${request.url}`;
}

function decodeCall(protocol: Protocol, request: WireRequest): ReturnType<Protocol['decode']> {
  try {
    return protocol.decode(request);
  } catch (error) {
    throw new ServiceError('SerializationException', 400, `The request cannot be read: ${String(error)}`);
  }
}

function readCredentialScope({
  headers,
  url,
}: WireRequest): { accessKeyId: string; service: string } | undefined {
  const header = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(headers['authorization'] ?? '');
  const query = /X-Amz-Credential=([^&]+)/.exec(url)?.[1];
  const [accessKeyId, , , service] = query === undefined ? [] : decodeURIComponent(query).split('/');
  const found = header === null ? { accessKeyId, service } : { accessKeyId: header[1], service: header[2] };
  if (found.accessKeyId === undefined || found.service === undefined) return undefined;
  return { accessKeyId: found.accessKeyId, service: found.service };
}

function describeError(error: unknown, report: (line: string) => void): ServiceError {
  if (error instanceof ServiceError) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  report(`the local cloud itself failed: ${text}`);
  return new ServiceError('InternalFailure', 500, `The local cloud itself failed: ${String(error)}`);
}
