/** The REST routes of SES v2, Pinpoint and Lambda that the local cloud supports. */

import type { Route } from './rest-json-protocol.ts';

const email = '/v2/email';

export const sesRoutes: readonly Route[] = [
  { operation: 'SendEmail', method: 'POST', path: `${email}/outbound-emails` },
  { operation: 'SendBulkEmail', method: 'POST', path: `${email}/outbound-bulk-emails` },
  { operation: 'GetAccount', method: 'GET', path: `${email}/account` },
  { operation: 'ListEmailIdentities', method: 'GET', path: `${email}/identities` },
  { operation: 'CreateEmailIdentity', method: 'POST', path: `${email}/identities` },
  { operation: 'DeleteEmailIdentity', method: 'DELETE', path: `${email}/identities/{EmailIdentity}` },
  { operation: 'GetEmailIdentity', method: 'GET', path: `${email}/identities/{EmailIdentity}` },
  { operation: 'ListConfigurationSets', method: 'GET', path: `${email}/configuration-sets` },
  {
    operation: 'GetConfigurationSet',
    method: 'GET',
    path: `${email}/configuration-sets/{ConfigurationSetName}`,
  },
  {
    operation: 'ListSuppressedDestinations',
    method: 'GET',
    path: `${email}/suppression/addresses`,
    lists: { Reason: 'Reasons', Reasons: 'Reasons' },
  },
  { operation: 'PutSuppressedDestination', method: 'PUT', path: `${email}/suppression/addresses` },
  {
    operation: 'GetSuppressedDestination',
    method: 'GET',
    path: `${email}/suppression/addresses/{EmailAddress}`,
  },
  {
    operation: 'DeleteSuppressedDestination',
    method: 'DELETE',
    path: `${email}/suppression/addresses/{EmailAddress}`,
  },
];

export const pinpointRoutes: readonly Route[] = [
  {
    operation: 'SendMessages',
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/messages',
    bodyMember: 'MessageRequest',
    answerMember: 'MessageResponse',
  },
  {
    operation: 'GetApp',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}',
    answerMember: 'ApplicationResponse',
  },
  { operation: 'GetApps', method: 'GET', path: '/v1/apps', answerMember: 'ApplicationsResponse' },
  {
    operation: 'PhoneNumberValidate',
    method: 'POST',
    path: '/v1/phone/number/validate',
    bodyMember: 'NumberValidateRequest',
    answerMember: 'NumberValidateResponse',
  },
];

export const lambdaRoutes: readonly Route[] = [
  {
    operation: 'Invoke',
    method: 'POST',
    path: '/2015-03-31/functions/{FunctionName}/invocations',
    isRaw: true,
  },
  { operation: 'ListFunctions', method: 'GET', path: '/2015-03-31/functions' },
];
