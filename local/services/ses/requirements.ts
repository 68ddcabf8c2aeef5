/** The IAM actions and resources that a call of SES needs. */
import type { Call, CloudContext, Requirement } from '../../service.ts';
import type { SesIdentities } from './identities.ts';
import { type Email, readAddress, readEmail } from './message.ts';

export function listRequirements(
  { operation, input }: Call,
  identities: SesIdentities,
  context: CloudContext,
): Requirement[] {
  const arn = `arn:aws:ses:${context.region}:${context.accountId}:`;
  const { EmailIdentity, ConfigurationSetName } = input;
  if (operation !== 'SendEmail') {
    const named = [
      ...(EmailIdentity === undefined ? [] : [`identity/${EmailIdentity}`]),
      ...(ConfigurationSetName === undefined ? [] : [`configuration-set/${ConfigurationSetName}`]),
    ].map((name) => `${arn}${name}`);
    return [{ action: `ses:${operation}`, resource: named[0] ?? '*' }];
  }
  const email: Email = readEmail(input);
  const displayName = /^(.*)<[^<>]*>\s*$/.exec(email.source)?.[1]?.trim();
  const condition = {
    'ses:ApiVersion': '2',
    'ses:FromAddress': email.sender,
    'ses:Recipients': [...email.to, ...email.cc, ...email.bcc].map(readAddress),
    ...(email.tenant !== undefined && { 'ses:TenantName': email.tenant }),
    ...(displayName && { 'ses:FromDisplayName': displayName.replace(/^"|"$/g, '') }),
  };
  const resources = [`${arn}identity/${identities.find(email.sender) ?? email.sender}`];
  if (email.configurationSet !== undefined)
    resources.push(`${arn}configuration-set/${email.configurationSet}`);
  const actions = email.isRaw ? ['ses:SendEmail', 'ses:SendRawEmail'] : ['ses:SendEmail'];
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource, context: condition })));
}
