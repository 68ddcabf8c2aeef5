/** The REST routes of SES v2, Pinpoint, End User Messaging Social and Lambda that the local cloud supports. */

import type { Route } from './rest-json-protocol.ts';

const email = '/v2/email';
const configurationSet = `${email}/configuration-sets/{ConfigurationSetName}`;

export const sesRoutes: readonly Route[] = [
  { operation: 'SendEmail', method: 'POST', path: `${email}/outbound-emails` },
  { operation: 'SendBulkEmail', method: 'POST', path: `${email}/outbound-bulk-emails` },
  { operation: 'GetAccount', method: 'GET', path: `${email}/account` },
  { operation: 'PutAccountDetails', method: 'POST', path: `${email}/account/details` },
  { operation: 'PutAccountSendingAttributes', method: 'PUT', path: `${email}/account/sending` },
  { operation: 'PutAccountSuppressionAttributes', method: 'PUT', path: `${email}/account/suppression` },
  { operation: 'PutAccountPricingAttributes', method: 'PUT', path: `${email}/account/pricing-attributes` },
  { operation: 'ListEmailIdentities', method: 'GET', path: `${email}/identities` },
  { operation: 'CreateEmailIdentity', method: 'POST', path: `${email}/identities` },
  { operation: 'DeleteEmailIdentity', method: 'DELETE', path: `${email}/identities/{EmailIdentity}` },
  { operation: 'GetEmailIdentity', method: 'GET', path: `${email}/identities/{EmailIdentity}` },
  {
    operation: 'PutEmailIdentityDkimAttributes',
    method: 'PUT',
    path: `${email}/identities/{EmailIdentity}/dkim`,
  },
  {
    operation: 'PutEmailIdentityDkimSigningAttributes',
    method: 'PUT',
    path: `${email}/identities/{EmailIdentity}/dkim/signing`,
  },
  {
    operation: 'PutEmailIdentityMailFromAttributes',
    method: 'PUT',
    path: `${email}/identities/{EmailIdentity}/mail-from`,
  },
  { operation: 'ListConfigurationSets', method: 'GET', path: `${email}/configuration-sets` },
  {
    operation: 'GetConfigurationSet',
    method: 'GET',
    path: configurationSet,
  },
  {
    operation: 'GetConfigurationSetEventDestinations',
    method: 'GET',
    path: `${configurationSet}/event-destinations`,
  },
  {
    operation: 'DeleteConfigurationSetEventDestination',
    method: 'DELETE',
    path: `${configurationSet}/event-destinations/{EventDestinationName}`,
  },
  { operation: 'PutConfigurationSetSendingOptions', method: 'PUT', path: `${configurationSet}/sending` },
  {
    operation: 'PutConfigurationSetSuppressionOptions',
    method: 'PUT',
    path: `${configurationSet}/suppression-options`,
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

export const socialRoutes: readonly Route[] = [
  { operation: 'SendWhatsAppMessage', method: 'POST', path: '/v1/whatsapp/send' },
  {
    operation: 'GetLinkedWhatsAppBusinessAccountPhoneNumber',
    method: 'GET',
    path: '/v1/whatsapp/waba/phone/details',
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
  { operation: 'GetAccountSettings', method: 'GET', path: '/2016-08-19/account-settings' },
];
