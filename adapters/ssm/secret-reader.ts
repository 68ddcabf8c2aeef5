/** Secrets in Parameter Store: encrypted by KMS, and read by name below the path of a stage. */
import { GetParameterCommand, ParameterNotFound, SSMClient, type SSMClientConfig } from '@aws-sdk/client-ssm';
import type { SecretReader } from '../../app/ports/secrets.ts';
import { repeatableCallOptions } from '../client-options.ts';

export function createSsmClient(overrides: SSMClientConfig = {}): SSMClient {
  return new SSMClient({ ...repeatableCallOptions, ...overrides });
}

/** `path` ends with a slash. */
export function createSsmSecretReader(client: Pick<SSMClient, 'send'>, path: string): SecretReader {
  return {
    async read(name) {
      try {
        const command = new GetParameterCommand({ Name: `${path}${name}`, WithDecryption: true });
        const { Parameter } = await client.send(command);
        return Parameter?.Value;
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },
  };
}
