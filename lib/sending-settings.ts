/** The settings of the senders: rates and concurrency per channel and class. */
import { type ContextField, wholeNumber } from './read-setting.ts';

export interface SendingSettings {
  readonly emailRate: number;
  readonly emailReserve: number;
  readonly smsRate: number;
  readonly smsReserve: number;
  readonly emailConcurrency: number;
  readonly smsConcurrency: number;
  readonly pushConcurrency: number;
  readonly emailTransactionalConcurrency: number;
  readonly smsTransactionalConcurrency: number;
  readonly pushTransactionalConcurrency: number;
}

export const sendingFields: { readonly [Name in keyof SendingSettings]: ContextField<number> } = {
  emailRate: derived(
    'emails a second that SES accepts from the account; 0 = the senders do not pace their calls',
    { least: 2, most: 20_000, example: '14' },
  ),
  emailReserve: wholeNumber('percent of emailRate that promotional email leaves to transactional', 10, 1, 50),
  smsRate: derived(
    'SMS parts a second that the origination identity sends; 0 = the senders do not pace their calls',
    { least: 1, most: 5_000, example: '20' },
  ),
  smsReserve: wholeNumber('percent of smsRate that promotional SMS leave to transactional', 10, 1, 25),
  emailConcurrency: derived('maximum concurrency of send-email for promotional email'),
  smsConcurrency: derived('maximum concurrency of send-sms for promotional SMS'),
  pushConcurrency: wholeNumber('maximum concurrency of send-push for promotional push', 2, 2, 1000),
  emailTransactionalConcurrency: derived('maximum concurrency of send-email for transactional email'),
  smsTransactionalConcurrency: derived('maximum concurrency of send-sms for transactional SMS'),
  pushTransactionalConcurrency: wholeNumber(
    'maximum concurrency of send-push for transactional push',
    2,
    2,
    1000,
  ),
};

/** 0 when absent: not known, or (concurrency) as many as the channel's rate needs, at least 2 (lib/sending-rate.ts). */
function derived(
  meaning: string,
  { least, most, example } = { least: 2, most: 1000, example: '9' },
): ContextField<number> {
  return { ...wholeNumber(meaning, 0, least, most), example };
}
