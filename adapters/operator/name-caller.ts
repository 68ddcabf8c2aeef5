/** Reads the identity of the caller from AWS: needs no permission. */
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { repeatableCallOptions } from '../client-options.ts';

/** The ARN of the caller (`arn:aws:sts::123456789012:assumed-role/on-call/anna`). */
export async function nameCaller(options: STSClientConfig): Promise<string> {
  const client = new STSClient({ ...repeatableCallOptions, ...options });
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    return Arn ?? 'unknown';
  } finally {
    client.destroy();
  }
}
