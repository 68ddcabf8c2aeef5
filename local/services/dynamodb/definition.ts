/** `AWS::DynamoDB::Table` and `AWS::DynamoDB::GlobalTable` properties as a table; refuses what is not emulated. */
import { type CloudContext, type ResolvedResource, ServiceError } from '../../service.ts';
import { parseRequest, type TableDescription } from './engine.ts';
import { Table } from './table.ts';

/** Properties that change how a table behaves here. */
const usedProperties = [
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'GlobalSecondaryIndexes',
  'BillingMode',
  'TimeToLiveSpecification',
];
/** Properties without an effect that a caller of the API can see. */
const inertProperties = [
  'SSESpecification',
  'PointInTimeRecoverySpecification',
  'DeletionProtectionEnabled',
  'Tags',
  'TableClass',
  'Replicas',
  'ContributorInsightsSpecification',
  'OnDemandThroughput',
  'WriteOnDemandThroughputSettings',
  'WarmThroughput',
];
const indexMembers = [
  'IndexName',
  'KeySchema',
  'Projection',
  'ContributorInsightsSpecification',
  'OnDemandThroughput',
  'ReadOnDemandThroughputSettings',
  'WriteOnDemandThroughputSettings',
  'WarmThroughput',
];

export function createTableOf(resource: ResolvedResource, context: CloudContext): Table {
  const { properties, logicalId } = resource;
  for (const name of Object.keys(properties)) {
    if (!usedProperties.includes(name) && !inertProperties.includes(name))
      throw createRefusal(logicalId, name);
  }
  if (properties['BillingMode'] !== 'PAY_PER_REQUEST') {
    throw createRefusal(logicalId, 'BillingMode other than PAY_PER_REQUEST');
  }
  const replicas = properties['Replicas'];
  if (Array.isArray(replicas) && replicas.length > 1)
    throw createRefusal(logicalId, 'Replicas in several regions');
  const table = createTable(
    {
      TableName: properties['TableName'] ?? `${logicalId}-${context.newId().slice(0, 8).toUpperCase()}`,
      KeySchema: properties['KeySchema'],
      AttributeDefinitions: properties['AttributeDefinitions'],
      BillingMode: 'PAY_PER_REQUEST',
      ...readIndexes(logicalId, properties['GlobalSecondaryIndexes']),
    },
    context,
  );
  const expiry = properties['TimeToLiveSpecification'] as Record<string, unknown> | undefined;
  if (expiry !== undefined) {
    table.timeToLive = {
      attribute: String(expiry['AttributeName'] ?? ''),
      enabled: isTrue(expiry['Enabled']),
    };
  }
  return table;
}

/** From a `CreateTable` request. @throws ServiceError ValidationException */
export function createTable(input: Record<string, unknown>, context: CloudContext): Table {
  const request = parseRequest('CreateTable', structuredClone(input)) as unknown as TableDescription;
  checkDefinitions(request);
  const name = request.TableName;
  const arn = `arn:aws:dynamodb:${context.region}:${context.accountId}:table/${name}`;
  const noThroughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 };
  const description: TableDescription = {
    TableName: name,
    KeySchema: request.KeySchema,
    AttributeDefinitions: request.AttributeDefinitions,
    TableArn: arn,
    TableId: context.newId(),
    TableStatus: 'ACTIVE',
    CreationDateTime: context.now() / 1000,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ProvisionedThroughput: noThroughput,
    ...(request.GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: request.GlobalSecondaryIndexes.map((index) => ({
        ...index,
        IndexArn: `${arn}/index/${index.IndexName}`,
        IndexStatus: 'ACTIVE',
        ProvisionedThroughput: noThroughput,
      })),
    }),
  };
  return new Table(description);
}

function checkDefinitions({
  KeySchema,
  AttributeDefinitions,
  GlobalSecondaryIndexes = [],
}: TableDescription): void {
  const keys = [KeySchema, ...GlobalSecondaryIndexes.map((index) => index.KeySchema)].flat();
  const used = new Set(keys.map((key) => key.AttributeName));
  const unused = AttributeDefinitions.filter((definition) => !used.has(definition.AttributeName));
  if (unused.length === 0) return;
  throw new ServiceError(
    'ValidationException',
    400,
    'One or more parameter values were invalid: Some AttributeDefinitions are not used: ' +
      unused.map((definition) => definition.AttributeName).join(', '),
  );
}

function readIndexes(logicalId: string, indexes: unknown): Record<string, unknown> {
  if (!Array.isArray(indexes) || indexes.length === 0) return {};
  return {
    GlobalSecondaryIndexes: indexes.map((index: Record<string, unknown>) => {
      for (const name of Object.keys(index)) {
        if (!indexMembers.includes(name)) throw createRefusal(logicalId, `GlobalSecondaryIndexes ${name}`);
      }
      const { IndexName, KeySchema, Projection } = index;
      return { IndexName, KeySchema, Projection };
    }),
  };
}

function createRefusal(logicalId: string, what: string): ServiceError {
  return new ServiceError(
    'ValidationException',
    400,
    `Table ${logicalId}: ${what} is not emulated by the local cloud. Remove it, or test it in an AWS account. ` +
      `Known properties: ${[...usedProperties, ...inertProperties].join(', ')}.`,
  );
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
