/** Sets, lists and removes secrets in Parameter Store. */
import {
  DeleteParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  paginateDescribeParameters,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { SecretEntry, SecretStore } from '../../app/ports/secrets.ts';

/** `path` ends with a slash. */
export function createSsmSecretStore(client: SSMClient, path: string): SecretStore {
  return {
    async set(name, value) {
      await client.send(
        new PutParameterCommand({
          Name: `${path}${name}`,
          Value: value,
          // Encrypted with the AWS managed key of Parameter Store, which costs nothing.
          Type: 'SecureString',
          Overwrite: true,
        }),
      );
    },
    async list() {
      const entries: SecretEntry[] = [];
      // A permission to read parameters by path includes their values: reading names and dates needs no such permission.
      const filter = { Key: 'Path', Option: 'OneLevel', Values: [path.replace(/\/$/, '')] };
      const input = { ParameterFilters: [filter], MaxResults: 50 };
      for await (const { Parameters = [] } of paginateDescribeParameters({ client }, input)) {
        for (const { Name = '', LastModifiedDate } of Parameters) {
          entries.push({ name: Name.slice(path.length), setAt: LastModifiedDate?.getTime() ?? 0 });
        }
      }
      return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
    },
    async remove(name) {
      try {
        await client.send(new DeleteParameterCommand({ Name: `${path}${name}` }));
        return true;
      } catch (error) {
        if (error instanceof ParameterNotFound) return false;
        throw error;
      }
    },
  };
}
