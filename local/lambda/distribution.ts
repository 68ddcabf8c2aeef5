/**
 * `AWS::CloudFront::Distribution` in front of a function URL: a server of its own that passes requests on, as far as the
 * distribution allows their method. Caches, further behaviours and other origins are refused.
 */

import type { LocalServer } from '../gateway/server.ts';
import { answerJson, type WireOutcome, type WireRequest } from '../gateway/wire.ts';
import type { ResourceMaker } from '../template/deploy.ts';
import { TemplateInvalidError } from '../template/errors.ts';

/** AWS's managed policies CachingDisabled and AllViewerExceptHostHeader. */
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const allExceptHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

interface Config {
  readonly Origins?: readonly { readonly DomainName: string }[];
  readonly CacheBehaviors?: unknown;
  readonly DefaultCacheBehavior?: {
    readonly AllowedMethods?: readonly string[];
    readonly CachePolicyId?: string;
    readonly OriginRequestPolicyId?: string;
  };
}

export interface DistributionMaker extends ResourceMaker {
  close(): Promise<void>;
}

export function createDistributions(
  openUrl: (handle: (request: WireRequest) => Promise<WireOutcome>) => Promise<LocalServer>,
): DistributionMaker {
  const servers: LocalServer[] = [];
  return {
    resourceTypes: ['AWS::CloudFront::Distribution'],
    async create({ logicalId, properties }) {
      const config = (properties['DistributionConfig'] ?? {}) as Config;
      const origin = checkConfig(config, `Resources.${logicalId}.Properties.DistributionConfig`);
      const methods = config.DefaultCacheBehavior?.AllowedMethods ?? ['GET', 'HEAD'];
      const server = await openUrl((request) => pass(request, origin, methods));
      servers.push(server);
      return {
        ref: logicalId,
        attributes: { DomainName: new URL(server.endpoint).host, Id: logicalId },
      };
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** Returns the host of the function URL. */
function checkConfig(
  { Origins = [], CacheBehaviors, DefaultCacheBehavior = {} }: Config,
  path: string,
): string {
  const throwUnsupported = (name: string, remedy: string): never => {
    throw new TemplateInvalidError(`${path}.${name}`, 'is not emulated', remedy);
  };
  const [origin] = Origins;
  if (origin === undefined || Origins.length > 1 || !origin.DomainName.startsWith('127.0.0.1:')) {
    return throwUnsupported('Origins', 'use one origin, a function URL of this template');
  }
  if (CacheBehaviors !== undefined) throwUnsupported('CacheBehaviors', 'use the default behaviour only');
  if (DefaultCacheBehavior.CachePolicyId !== cachingDisabled)
    throwUnsupported('DefaultCacheBehavior.CachePolicyId', 'use the managed policy CachingDisabled');
  if (DefaultCacheBehavior.OriginRequestPolicyId !== allExceptHost)
    throwUnsupported(
      'DefaultCacheBehavior.OriginRequestPolicyId',
      'use the managed policy AllViewerExceptHostHeader',
    );
  return origin.DomainName;
}

async function pass(
  { method, url, headers, body }: WireRequest,
  origin: string,
  methods: readonly string[],
): Promise<WireOutcome> {
  if (!methods.includes(method)) return answerJson({ Message: 'This method is not allowed.' }, 403);
  const { host: _host, connection: _connection, 'content-length': _length, ...rest } = headers;
  const response = await fetch(`http://${origin}${url}`, {
    method,
    headers: { ...rest, 'x-forwarded-for': '127.0.0.1', via: '1.1 local (CloudFront)' },
    body: body.length > 0 ? Buffer.from(body) : null,
    redirect: 'manual',
  });
  const {
    'set-cookie': _cookies,
    'content-length': _size,
    ...answered
  } = Object.fromEntries(response.headers);
  return {
    status: response.status,
    headers: answered,
    cookies: response.headers.getSetCookie(),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}
