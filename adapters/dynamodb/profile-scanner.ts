/** Scans the profiles table in parallel segments, one page per call. */

import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { ProfileScanner } from '../../app/ports/profile-scanner.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { makeText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodePage } from './profile-page.ts';

/** Whole items: a projection would cost the same, because Scan bills what it reads, not what it returns. */
export function createDynamoProfileScanner(database: Database, table: string): ProfileScanner {
  return {
    async scan({ index, total }, cursor, limit) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new ScanCommand({
          TableName: table,
          Segment: index,
          TotalSegments: total,
          ExclusiveStartKey: decodeCursor(cursor),
          Limit: limit,
        }),
      );
      const next = encodeCursor(LastEvaluatedKey);
      return { ...decodePage(Items), ...omitAbsent({ cursor: next }) };
    },

    makeCursor: (profileId) => encodeCursor({ pk: makeText(profileId) }),
  };
}
