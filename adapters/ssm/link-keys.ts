/** Link keys in Parameter Store: one encrypted parameter per stage; a key's version is the parameter's version. */
import {
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  ParameterVersionNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import {
  LinkKeyInvalidError,
  type LinkKeyReader,
  type LinkKeyWriter,
  linkKeyLength,
} from '../../app/ports/link-keys.ts';

/** `name` is the parameter's: `/percorso/<stage>/link-key`. */
export function createSsmLinkKeyStore(
  client: Pick<SSMClient, 'send'>,
  name: string,
): LinkKeyReader & LinkKeyWriter {
  // Encrypted with the AWS managed key of Parameter Store, which costs nothing.
  const describe = (key: Uint8Array) =>
    ({ Name: name, Type: 'SecureString', Value: Buffer.from(key).toString('base64') }) as const;
  return {
    async read(wanted) {
      const Name = wanted === undefined ? name : `${name}:${wanted}`;
      try {
        const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
        const key = Buffer.from(Parameter?.Value ?? '', 'base64');
        const version = Parameter?.Version;
        if (key.length !== linkKeyLength || version === undefined) throw new LinkKeyInvalidError(Name);
        return { version, key };
      } catch (error) {
        if (error instanceof ParameterNotFound || error instanceof ParameterVersionNotFound) return undefined;
        throw error;
      }
    },
    async createFirst(key) {
      try {
        await client.send(new PutParameterCommand(describe(key)));
        return true;
      } catch (error) {
        if (error instanceof ParameterAlreadyExists) return false;
        throw error;
      }
    },
    async addVersion(key) {
      const { Version } = await client.send(new PutParameterCommand({ ...describe(key), Overwrite: true }));
      return Version ?? 0;
    },
  };
}
