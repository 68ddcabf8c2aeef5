/** Each minute: takes up what changed in the config table, or shows on the items why not. */
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoDocumentStore } from '../../adapters/dynamodb/document-store.ts';
import { createDynamoProgramStore } from '../../adapters/dynamodb/program-store.ts';
import { rememberCompiled } from '../../adapters/publishing/judge-documents.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { publishConfigVariables } from './environment.ts';
import { publishConfig } from './publish-config.ts';

const { CONFIG_TABLE } = readEnvironment(publishConfigVariables, process.env);
const client = createDynamoClient();
const ports = {
  documents: createDynamoDocumentStore(client, CONFIG_TABLE, { consistent: false }),
  programs: createDynamoProgramStore(client, CONFIG_TABLE),
  compileTemplate: rememberCompiled(compileTemplate),
};

export const handler = defineHandler(async (_event: unknown, { telemetry }) =>
  publishConfig(ports, telemetry, Date.now()),
);
