/**
 * Removes duplicate and unused code of the AWS SDK while bundling: a hot function pays for every byte on each cold
 * start. Measured on advance-profile: package.json files 7 KB, error classes 10 KB, hashes in JavaScript 5 KB,
 * endpoint rules 14 KB, adaptive retries 4 KB, multi-region signing 3 KB, region lists 3 KB, profiles of a home
 * folder 2 KB, EC2 instance metadata 1 KB.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OnLoadResult, Plugin } from 'esbuild';
import { leanErrorClasses, leanErrorSchemas } from './lean-errors.ts';

/** Node has these hashes built in; the SDK ships its own for Node builds without them. */
const ownHash = /^export class (Sha256Js|Md5Js)\b/m;

/** EventBridge's client signs with this class; its other half is for global endpoints, which need a package we lack. */
const oneRegion = `
  import { SignatureV4SignWithCredentials } from './SignatureV4SignWithCredentials';
export class SignatureV4MultiRegion extends SignatureV4SignWithCredentials {
  static sigv4aDependency() { return 'none'; }
  async sign(request, options = {}) {
    if (options.signingRegion === '*') {
      throw new Error('The bundle signs for one region. Remove lean-sdk from lib/bundling/bundle.ts to use a global endpoint.');
    }
    return super.sign(request, options);
  }
}
`;

/**
 * The regional endpoint of a service, or the configured one. The SDK's own resolver also supports FIPS, dual stack and
 * account-based endpoints, by a decision table that is parsed at each start and evaluated at each call.
 */
const plainEndpoint = (host: string) => `
  import { partition } from '@aws-sdk/core/client';
let last;
export const defaultEndpointResolver = ({ Endpoint, EndpointId, Region, UseFIPS, UseDualStack }) => {
  if (EndpointId || UseFIPS || UseDualStack) {
    throw new Error('The bundle has no FIPS, dual-stack or global endpoints. Remove lean-sdk from lib/bundling/bundle.ts to use them.');
  }
  const address = Endpoint ?? 'https://${host}.' + Region + '.' + partition(Region).dnsSuffix;
  if (last?.address !== address) last = { address, url: new URL(address) };
  return { url: last.url, properties: {}, headers: {} };
};
`;

/** The clients of the hot functions, and the first part of their host names. */
const hosts: Readonly<Record<string, string>> = {
  ...{ dynamodb: 'dynamodb', sqs: 'sqs', eventbridge: 'events' },
  // Loaded on demand: with the SDK's own resolver, its table and what evaluates it would be in the start.
  firehose: 'firehose',
};
const endpointFile =
  /[\\/]client-(dynamodb|sqs|eventbridge|firehose)[\\/]dist-es[\\/]endpoint[\\/]endpointResolver\.js$/;

/** The SDK asks for the global `crypto`, which loads Web Crypto at each start. */
const ownIds = `
  import { randomUUID } from 'node:crypto';
export const bindV4 = () => () => randomUUID();
`;

/** Our clients retry in standard mode, which their options set. */
const noAdaptiveRetries = `
export class AdaptiveRetryStrategy {
  constructor() {
    throw new Error('The bundle has no adaptive retries. Remove lean-sdk from lib/bundling/bundle.ts to use them.');
  }
}
`;

/** Lambda always sets its region in the environment; asking EC2 instance metadata would only time out. */
const noInstanceRegion = 'export const getInstanceMetadataRegion = async () => undefined;';

/** Lambda's settings are in the environment: its home folder has no profiles, and looking for them costs two file reads. */
const noProfiles = `
  export { CONFIG_PREFIX_SEPARATOR } from './constants';
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });
`;

/** Extensions of a client, which ours do not have, could change what these functions collect and write back unchanged. */
const noExtensions = `
export const resolveRuntimeExtensions = (config, extensions) => {
  if (extensions.length > 0) {
    throw new Error('The bundle has no extensions of clients. Remove lean-sdk from lib/bundling/bundle.ts to use them.');
  }
  return config;
};
`;

/** Lambda's runtime has made the store, which knows the trace of the invocation; the package would make an empty one. */
const runtimeStore = `
export const InvokeStore = { getInstanceAsync: async () => globalThis.awslambda?.InvokeStore };
`;

/** Lambda's runtime has a version of Node that the SDK supports. */
const noVersionWarning = `
export const state = { warningEmitted: false };
export const emitWarningIfUnsupportedVersion = () => {};
`;

const partitionList = /^export const partitionsInfo = (\{.*\});?\s*$/s;

interface PartitionList {
  readonly partitions: readonly {
    readonly regionRegex: string;
    readonly regions: Readonly<Record<string, unknown>>;
  }[];
}

export const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup({ onLoad }) {
    // A client reads only its version from it.
    onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    onLoad({ filter: /[\\/]client-[\w-]+[\\/]dist-es[\\/]models[\\/]errors\.js$/ }, async ({ path }) => ({
      contents: await leanErrorClasses(await readFile(path, 'utf8'), dirname(dirname(path))),
    }));
    onLoad({ filter: /[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => ({
      contents: leanErrorSchemas(await readFile(path, 'utf8')),
    }));
    onLoad({ filter: /[\\/]signature-v4-multi-region[\\/]dist-es[\\/]SignatureV4MultiRegion\.js$/ }, () => ({
      contents: oneRegion,
    }));
    onLoad({ filter: /[\\/]util-retry[\\/]AdaptiveRetryStrategy\.js$/ }, () => ({
      contents: noAdaptiveRetries,
    }));
    onLoad({ filter: /[\\/]client-[\w-]+[\\/]dist-es[\\/]runtimeExtensions\.js$/ }, () => ({
      contents: noExtensions,
    }));
    onLoad({ filter: /[\\/]lambda-invoke-store[\\/]dist-es[\\/]invoke-store\.js$/ }, () => ({
      contents: runtimeStore,
    }));
    onLoad({ filter: /[\\/]client[\\/](?:smithy-client[\\/])?emitWarningIfUnsupportedVersion\.js$/ }, () => ({
      contents: noVersionWarning,
    }));
    onLoad({ filter: /[\\/]serde[\\/]uuid[\\/]v4\.js$/ }, () => ({ contents: ownIds }));
    onLoad({ filter: /[\\/]regionConfig[\\/]getInstanceMetadataRegion\.js$/ }, () => ({
      contents: noInstanceRegion,
    }));
    onLoad({ filter: endpointFile }, ({ path }) => ({
      contents: plainEndpoint(hosts[endpointFile.exec(path)?.[1] ?? ''] ?? ''),
      resolveDir: dirname(path),
    }));
    onLoad({ filter: /[\\/]shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/ }, () => ({
      contents: noProfiles,
    }));
    onLoad({ filter: /[\\/]util-endpoints[\\/]lib[\\/]aws[\\/]partitions\.js$/ }, async ({ path }) =>
      dropRegions(await readFile(path, 'utf8')),
    );
    onLoad({ filter: /[\\/]checksum[\\/]\w+[\\/](?:Sha256|Md5)Js\.js$/ }, async ({ path }) =>
      dropHash(await readFile(path, 'utf8')),
    );
  },
};

function dropHash(source: string): OnLoadResult {
  const name = ownHash.exec(source)?.[1];
  if (name === undefined) return { contents: source };
  const message = `The bundle has no ${name}: it uses Node's built-in hashes. Remove lean-sdk from lib/bundling/bundle.ts.`;
  return {
    contents: `export class ${name} { constructor() { throw new Error(${JSON.stringify(message)}); } }`,
  };
}

/** A region's partition is found by a name pattern: only names that no pattern matches stay in the lists. */
function dropRegions(source: string): OnLoadResult {
  const list = partitionList.exec(source)?.[1];
  if (list === undefined) return { contents: source };
  const { partitions } = JSON.parse(list) as PartitionList;
  const named = partitions.map((partition) => {
    const pattern = new RegExp(partition.regionRegex);
    const regions = Object.entries(partition.regions).filter(([region]) => !pattern.test(region));
    return { ...partition, regions: Object.fromEntries(regions) };
  });
  return { contents: `export const partitionsInfo = ${JSON.stringify({ partitions: named })};` };
}
