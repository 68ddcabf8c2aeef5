/** The SQS client of a process. Sending twice is harmless: ids are deterministic and receivers claim them. */
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { repeatableCallOptions } from '../client-options.ts';

export function createSqsClient(overrides: SQSClientConfig = {}): SQSClient {
  return new SQSClient({ ...repeatableCallOptions, ...overrides });
}
