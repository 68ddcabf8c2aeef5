/** What the template of a stage with WhatsApp lets record-feedback do besides, and that no other stage does. */
import { expect, it } from 'vitest';
import { readFunctionPermissions } from './read-permissions.ts';
import { synthesizeStage } from './synthesize-stage.ts';

const whatsapp = 'phone-number-id-0123456789abcdef';
const readPermissions = (context: Readonly<Record<string, string>>) =>
  new Set(readFunctionPermissions(synthesizeStage(context))['record-feedback']);

it('lets only a stage with WhatsApp receive what people write there, and answer from its number', () => {
  const without = readPermissions({});
  const added = [...readPermissions({ whatsapp })].filter((permission) => !without.has(permission));
  expect(added.sort()).toEqual([
    'IdentitiesData dynamodb:BatchGetItem',
    'IdentitiesData dynamodb:GetItem',
    'IdentitiesData dynamodb:PutItem',
    'ProfilesData dynamodb:GetItem',
    'TimelineData dynamodb:PutItem',
    'TouchpointBus events:PutEvents',
    'social-messaging:phone-number-id/0123456789abcdef social-messaging:SendWhatsAppMessage',
  ]);
});
