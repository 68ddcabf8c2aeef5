/** The DynamoDB client that the stores of a process share. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { repeatableCallOptions } from '../client-options.ts';

export type Database = Pick<DynamoDBClient, 'send'>;

/**
 * Region, credentials and `AWS_ENDPOINT_URL` come from the environment. The SDK may retry a call whose response was lost.
 * Every write allows that: it is conditional or writes the same values again.
 */
export function createDynamoClient(overrides: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({ ...repeatableCallOptions, ...overrides });
}

/** The error for a condition that is false. */
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
