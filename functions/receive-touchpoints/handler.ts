/** Serves the HTTP API at a function URL: calls of Segment's and RudderStack's SDKs become touchpoints. */
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoWriteKeyStore } from '../../adapters/dynamodb/write-key-store.ts';
import { createTouchpointSender } from '../../adapters/operator/touchpoint-sender.ts';
import { createHttpApi } from '../../app/http-api/serve-http-api.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { receiveTouchpointsVariables } from './environment.ts';

const { CONFIG_TABLE, EVENT_BUS_NAME } = readEnvironment(receiveTouchpointsVariables, process.env);
const serve = createHttpApi(
  {
    keys: createDynamoWriteKeyStore(createDynamoClient(), CONFIG_TABLE),
    // The client sends the same request again: the function does not wait for a bus that hangs.
    sender: createTouchpointSender({ maxAttempts: 2 }, EVENT_BUS_NAME),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  },
  Date.now,
);

export const handler = defineHandler(
  async (event: LambdaFunctionURLEvent, { telemetry }): Promise<LambdaFunctionURLResult> => {
    const { rawPath, headers, body = '', isBase64Encoded, requestContext } = event;
    const response = await serve(
      {
        method: requestContext.http.method.toUpperCase(),
        path: rawPath,
        headers,
        body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
        receivedAt: requestContext.timeEpoch,
      },
      telemetry,
    );
    return { statusCode: response.status, headers: { ...response.headers }, body: response.body };
  },
);
