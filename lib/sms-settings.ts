/** The settings of SMS: what sends them, and what receives them. */
import { type ContextField, choice, match } from './read-setting.ts';

export interface SmsSettings {
  readonly sms: 'pinpoint' | 'sms-voice';
  readonly smsOrigination: string;
  readonly smsOriginations: readonly string[];
  readonly smsConfigurationSet: string;
  readonly smsInbound: string;
  readonly smsOptOuts: 'provider' | 'own';
  readonly smsOptOutList: string;
}

const originationForm = /^(?:arn:aws[a-z-]*:sms-voice:\S+|\+[1-9][0-9]{6,14}|[A-Za-z0-9-]{1,64})$/;
const originationProblem =
  'must be a pool, number or sender id, a phone number with its country code, or an ARN';

const topicForm = /^(?:true|arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+)$/;

export const smsFields: { readonly [Name in keyof SmsSettings]: ContextField<SmsSettings[Name]> } = {
  sms: choice('the service that sends SMS', ['pinpoint', 'sms-voice'], 'pinpoint'),
  smsOrigination: {
    meaning:
      'the origination identity of SMS: a pool id, phone number id, phone number, sender id, or the ARN of one',
    example: 'pool-0123456789abcdef0123456789abcdef',
    fallback: '',
    read: match(originationForm, originationProblem),
  },
  smsOriginations: {
    meaning: 'further origination identities that the policy may name in "sms.originations"',
    example: 'Lucerna,+12065550100',
    fallback: [],
    read: (text) => {
      const originations = text.split(',').map((part) => part.trim());
      return originations.every((part) => originationForm.test(part))
        ? { value: originations }
        : { problem: `${originationProblem}; several are separated by commas` };
    },
  },
  smsConfigurationSet: {
    meaning: 'an existing End User Messaging configuration set',
    example: 'marketing',
    fallback: '',
    read: match(/^[A-Za-z0-9_-]{1,64}$/, 'must be the name of a configuration set'),
  },
  smsInbound: {
    meaning:
      'receive SMS of two-way numbers: true creates an SNS topic for them, or the ARN of an existing one',
    example: 'true',
    fallback: '',
    read: (text) =>
      text === 'false'
        ? { value: '' }
        : match(topicForm, 'must be true, false or the ARN of an SNS topic')(text),
  },
  smsOptOuts: choice(
    'what answers STOP and HELP: the provider, for its own keywords, or Percorso (self-managed opt-outs)',
    ['provider', 'own'],
    'provider',
  ),
  smsOptOutList: {
    meaning: 'the opt-out list of End User Messaging that STOP and START change, and that is read each hour',
    example: 'Default',
    fallback: '',
    read: match(/^[A-Za-z0-9_-]{1,64}$/, 'must be the name of an opt-out list'),
  },
};
