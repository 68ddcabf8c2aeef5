/** Serves the Profile API at a function URL: who a person is, for systems with a key. */
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { createDynamoApiKeyStore } from '../../adapters/dynamodb/api-key-store.ts';
import { createDynamoCallCounter } from '../../adapters/dynamodb/call-counter.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoLookStore } from '../../adapters/dynamodb/look-store.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoTimelineReader } from '../../adapters/dynamodb/timeline-reader.ts';
import { createProfileApi } from '../../app/profile-api/serve-profiles.ts';
import { holdPointer } from '../../app/runtime/hold-pointer.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { serveProfilesVariables } from './environment.ts';

const variables = readEnvironment(serveProfilesVariables, process.env);
const database = createDynamoClient();
const serve = createProfileApi(
  {
    keys: createDynamoApiKeyStore(database, variables.CONFIG_TABLE),
    calls: createDynamoCallCounter(database, variables.STATISTICS_TABLE),
    looks: createDynamoLookStore(database, variables.TIMELINE_TABLE),
    identities: createDynamoIdentityStore(database, variables.IDENTITIES_TABLE),
    // Read only: the number of shards matters to writers.
    profiles: createDynamoProfileStore({ database, table: variables.PROFILES_TABLE, wakeShards: 1 }),
    timeline: createDynamoTimelineReader(database, variables.TIMELINE_TABLE),
    programs: holdPointer(createDynamoProgramReader(database, variables.CONFIG_TABLE), Date.now),
  },
  { now: Date.now, lookDays: Number(variables.LOOK_DAYS) },
);

export const handler = defineHandler(
  async (event: LambdaFunctionURLEvent, { telemetry }): Promise<LambdaFunctionURLResult> => {
    const { rawPath, rawQueryString, headers, body = '', requestContext } = event;
    const { status, ...answer } = await serve(
      {
        method: requestContext.http.method.toUpperCase(),
        path: rawPath,
        query: rawQueryString,
        headers,
        bodyLength: body.length,
        from: requestContext.http.sourceIp,
        id: requestContext.requestId,
      },
      telemetry,
    );
    return { statusCode: status, headers: { ...answer.headers }, body: answer.body };
  },
);
