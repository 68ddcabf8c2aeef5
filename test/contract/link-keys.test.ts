/** The store of link keys keeps its contract, in memory and in the Parameter Store of the local cloud. */
import { randomBytes } from 'node:crypto';
import { DeleteParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryLinkKeyStore } from '../../adapters/memory/link-keys.ts';
import { createSsmLinkKeyStore } from '../../adapters/ssm/link-keys.ts';
import { createSsmClient } from '../../adapters/ssm/secret-reader.ts';
import { LinkKeyInvalidError, type LinkKeyReader, type LinkKeyWriter } from '../../app/ports/link-keys.ts';
import { startCloud } from '../../local/cloud.ts';
import type { Cloud } from '../../local/running-cloud.ts';
import { synthesize } from '../local/fixtures/chain-stack.ts';

const name = '/percorso/test/link-key';
let cloud: Cloud;
let client: SSMClient;

beforeAll(async () => {
  const { cdkOut } = synthesize((stack) => {
    new TableV2(stack, 'Table', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
  });
  cloud = await startCloud({ cdkOut, port: 0, onReport: () => undefined });
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'x' };
  client = createSsmClient({ endpoint: cloud.endpoint, region: 'eu-south-1', credentials, maxAttempts: 1 });
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.stop());

const stores: readonly [string, () => LinkKeyReader & LinkKeyWriter][] = [
  ['memory', createMemoryLinkKeyStore],
  ['Parameter Store', () => createSsmLinkKeyStore(client, name)],
];

describe.each(stores)('link keys in %s', (_where, open) => {
  it('are created once: a second creation leaves the first key as it is', async () => {
    const store = open();
    expect(await store.read()).toBeUndefined();
    const first = randomBytes(32);
    expect(await store.createFirst(first)).toBe(true);
    expect(await store.createFirst(randomBytes(32))).toBe(false);
    expect(await store.read()).toEqual({ version: 1, key: first });
  });

  it('get a version per rotation, and each version stays readable', async () => {
    const store = open();
    const keys = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const versions = [];
    for (const key of keys) versions.push(await store.addVersion(key));
    expect(versions).toEqual([1, 2, 3]);
    expect(await store.read()).toEqual({ version: 3, key: keys[2] });
    expect(await store.read(1)).toEqual({ version: 1, key: keys[0] });
    expect(await store.read(2)).toEqual({ version: 2, key: keys[1] });
    expect(await store.read(4)).toBeUndefined();
    expect(await store.createFirst(randomBytes(32))).toBe(false);
  });
});

describe('the parameter of the link key', () => {
  it('is refused, without its value, when someone stored another text there', async () => {
    const Value = 'no-key-of-ours';
    await client.send(new PutParameterCommand({ Name: name, Value, Type: 'SecureString' }));
    const error: unknown = await createSsmLinkKeyStore(client, name)
      .read()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LinkKeyInvalidError);
    expect(String(error)).toContain(`${name} is not a link key`);
    expect(String(error)).not.toContain(Value);
  });

  it('that was deleted is absent, also by version', async () => {
    const store = createSsmLinkKeyStore(client, name);
    await store.createFirst(randomBytes(32));
    await client.send(new DeleteParameterCommand({ Name: name }));
    expect(await store.read()).toBeUndefined();
    expect(await store.read(1)).toBeUndefined();
  });

  it('keeps its newest 100 versions', async () => {
    const store = createSsmLinkKeyStore(client, name);
    for (let made = 0; made < 101; made++) await store.addVersion(randomBytes(32));
    expect(await store.read(1)).toBeUndefined();
    expect(await store.read(2)).toMatchObject({ version: 2 });
    expect(await store.read()).toMatchObject({ version: 101 });
  });
});
