/** The DynamoDB client that a process shares among its stores. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { repeatableCallOptions } from '../client-options.ts';

export type Database = Pick<DynamoDBClient, 'send'>;

/**
 * Region, credentials and `AWS_ENDPOINT_URL` come from the environment. The SDK may repeat a call whose answer
 * was lost; every write of ours bears that: it is conditional or writes the same again.
 */
export function createDynamoClient(overrides: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({ ...repeatableCallOptions, ...overrides });
}

/** The one error by which a store learns that a clause of its condition did not hold. */
export function isConditionFailure(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/** False when the condition did not hold. */
export async function isAccepted(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
