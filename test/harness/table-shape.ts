/** The keys of a DynamoDB table of tests, and its index. */
import type {
  AttributeDefinition,
  CreateTableInput,
  KeySchemaElement,
  Projection,
} from '@aws-sdk/client-dynamodb';

export interface TableShape extends Pick<CreateTableInput, 'GlobalSecondaryIndexes'> {
  readonly KeySchema: KeySchemaElement[];
  readonly AttributeDefinitions: AttributeDefinition[];
}

interface ShapeOptions {
  /** Has the sort key `sk`. */
  readonly isSorted?: boolean;
  /** Partition and sort key of the index, with their types; `sk` may be one of them. */
  readonly index?: {
    readonly name: string;
    readonly keys: readonly [readonly [name: string, 'S'], readonly [name: string, 'S' | 'N']];
    readonly projection?: Projection;
  };
}

/** The partition key is `pk`. An index has the keys only, unless `projection` names more. */
export function shapeTable({ isSorted = false, index }: ShapeOptions = {}): TableShape {
  const own = isSorted ? (['pk', 'sk'] as const) : (['pk'] as const);
  const types = new Map<string, 'S' | 'N'>([
    ...own.map((name) => [name, 'S'] as const),
    ...(index?.keys ?? []),
  ]);
  const shape: TableShape = {
    KeySchema: makeKeys(own),
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
  };
  if (index === undefined) return shape;
  const { name, keys, projection = { ProjectionType: 'KEYS_ONLY' } } = index;
  return {
    ...shape,
    GlobalSecondaryIndexes: [
      { IndexName: name, KeySchema: makeKeys(keys.map(([key]) => key)), Projection: projection },
    ],
  };
}

function makeKeys(names: readonly string[]): KeySchemaElement[] {
  return names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
}
