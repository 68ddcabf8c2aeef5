/** A DynamoDB engine on a loopback port of its own, with the tables of the profile actor. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, type CreateTableInput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';

export type ActorTable = 'profiles' | 'identities' | 'timeline';

export interface ActorDatabase {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  /** A fresh table of that kind; its name. */
  createTable(kind: ActorTable): Promise<string>;
  close(): Promise<void>;
}

const partition = { AttributeName: 'pk', KeyType: 'HASH' } as const;

const shapes: Record<
  ActorTable,
  Pick<CreateTableInput, 'KeySchema' | 'AttributeDefinitions' | 'GlobalSecondaryIndexes'>
> = {
  profiles: {
    KeySchema: [partition],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'wakeShard', AttributeType: 'S' },
      { AttributeName: 'wakeAt', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'wake',
        KeySchema: [
          { AttributeName: 'wakeShard', KeyType: 'HASH' },
          { AttributeName: 'wakeAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
  identities: { KeySchema: [partition], AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }] },
  timeline: {
    KeySchema: [partition, { AttributeName: 'sk', KeyType: 'RANGE' }],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  },
};

export async function openActorDatabase(): Promise<ActorDatabase> {
  const server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createDynamoClient({
    endpoint,
    region: 'eu-south-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  let tables = 0;
  return {
    client,
    endpoint,
    async createTable(kind) {
      tables += 1;
      const TableName = `${kind}-${tables}`;
      await client.send(
        new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...shapes[kind] }),
      );
      return TableName;
    },
    async close() {
      client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
