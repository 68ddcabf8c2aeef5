/** The REST routes of SES v2, Pinpoint and Lambda that the local cloud supports. */

import type { Route } from './rest-json-protocol.ts';

const EMAIL = '/v2/email';

export const SES_ROUTES: readonly Route[] = [
  { operation: 'SendEmail', method: 'POST', path: `${EMAIL}/outbound-emails` },
  { operation: 'SendBulkEmail', method: 'POST', path: `${EMAIL}/outbound-bulk-emails` },
  { operation: 'GetAccount', method: 'GET', path: `${EMAIL}/account` },
  { operation: 'ListEmailIdentities', method: 'GET', path: `${EMAIL}/identities` },
  { operation: 'CreateEmailIdentity', method: 'POST', path: `${EMAIL}/identities` },
  { operation: 'DeleteEmailIdentity', method: 'DELETE', path: `${EMAIL}/identities/{EmailIdentity}` },
  { operation: 'GetEmailIdentity', method: 'GET', path: `${EMAIL}/identities/{EmailIdentity}` },
  { operation: 'ListConfigurationSets', method: 'GET', path: `${EMAIL}/configuration-sets` },
  {
    operation: 'GetConfigurationSet',
    method: 'GET',
    path: `${EMAIL}/configuration-sets/{ConfigurationSetName}`,
  },
  {
    operation: 'ListSuppressedDestinations',
    method: 'GET',
    path: `${EMAIL}/suppression/addresses`,
    lists: { Reason: 'Reasons', Reasons: 'Reasons' },
  },
  { operation: 'PutSuppressedDestination', method: 'PUT', path: `${EMAIL}/suppression/addresses` },
  {
    operation: 'GetSuppressedDestination',
    method: 'GET',
    path: `${EMAIL}/suppression/addresses/{EmailAddress}`,
  },
  {
    operation: 'DeleteSuppressedDestination',
    method: 'DELETE',
    path: `${EMAIL}/suppression/addresses/{EmailAddress}`,
  },
];

export const PINPOINT_ROUTES: readonly Route[] = [
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

export const LAMBDA_ROUTES: readonly Route[] = [
  {
    operation: 'Invoke',
    method: 'POST',
    path: '/2015-03-31/functions/{FunctionName}/invocations',
    isRaw: true,
  },
  { operation: 'ListFunctions', method: 'GET', path: '/2015-03-31/functions' },
];
