/** The originations that the stage and its policy name, beside those that the account has. */
import {
  countriesWithoutSenderIds,
  type ReadOrigination,
  readOrigination,
} from '../../engine/channels/sms-originations.ts';
import type { SmsPolicy } from '../../engine/model/documents/policy-document.ts';
import type { AccountNumbers, Originations, PhoneNumber, TwoWay } from '../ports/account-numbers.ts';
import { createFinding, type Finding } from './finding.ts';

/** What the deployment fixed about numbers. */
export interface DeployedNumbers {
  /** False: the stage cannot send SMS, and no one may read its originations. */
  readonly hasSms: boolean;
  /** What the stage sends SMS from; empty for Pinpoint, whose application decides. */
  readonly smsOriginations: readonly string[];
  /** Where two-way numbers publish; absent: the stage does not receive SMS. */
  readonly inboundTopicArn?: string;
  /** The number that sends WhatsApp messages; absent: the stage has no such channel. */
  readonly whatsAppNumber?: string;
  readonly accountId: string;
}

interface Stated {
  readonly origination: string;
  /** Of the recipients; absent for all that have none of their own. */
  readonly country?: string;
}

/** `policy`: of the program in force. The account is asked only for what is named. */
export async function checkNumbers(
  account: AccountNumbers,
  deployed: DeployedNumbers,
  policy: SmsPolicy['originations'],
): Promise<Finding[]> {
  const stated = deployed.hasSms ? listStated(deployed, policy) : [];
  const { whatsAppNumber: about } = deployed;
  return [
    ...(stated.length === 0 ? [] : checkOriginations(stated, deployed, await account.readOriginations())),
    ...(about === undefined
      ? []
      : [
          createFinding((await account.isWhatsAppLinked(about)) ? 'whatsapp_ok' : 'whatsapp_unlinked', {
            about,
          }),
        ]),
  ];
}

/** Of another account, which shares them, nothing can be read here. */
function listStated(
  { smsOriginations, accountId }: DeployedNumbers,
  policy: SmsPolicy['originations'] = {},
): readonly Stated[] {
  const own = Object.entries(policy).map(([country, origination]) =>
    country === 'default' ? { origination } : { origination, country },
  );
  const isOwn = ({ origination }: Stated) =>
    !origination.startsWith('arn:') || origination.split(':')[4] === accountId;
  return [...smsOriginations.map((origination) => ({ origination })), ...own].filter(isOwn);
}

function checkOriginations(
  stated: readonly Stated[],
  { inboundTopicArn }: DeployedNumbers,
  account: Originations,
): Finding[] {
  const findings = new Map<string, Finding>();
  for (const each of stated) {
    for (const finding of checkOne(each, account, inboundTopicArn))
      findings.set(`${finding.code} ${finding.about} ${finding.values['country'] ?? ''}`, finding);
  }
  if (findings.size > 0) return [...findings.values()];
  return [
    createFinding('originations_ok', { count: new Set(stated.map(({ origination }) => origination)).size }),
  ];
}

function checkOne(
  { origination: about, country }: Stated,
  account: Originations,
  topicArn: string | undefined,
): Finding[] {
  const { kind, name } = readOrigination(about);
  if (kind === 'sender-id') return checkSenderId(about, name, country, account);
  const number = kind === 'pool' ? undefined : findNumber({ kind, name }, account);
  const pool = account.pools.find(({ id }) => id === (kind === 'pool' ? name : number?.poolId));
  const status = number?.status ?? (kind === 'pool' ? pool?.status : undefined);
  if (status === undefined) return [createFinding('origination_missing', { about })];
  const answered = pool ?? number;
  return [
    ...(status === 'ACTIVE' ? [] : [createFinding('origination_inactive', { about, status })]),
    ...(number === undefined ? [] : checkNumber(about, number, country)),
    ...(topicArn === undefined || answered === undefined ? [] : checkTwoWay(about, answered, topicArn)),
  ];
}

function checkSenderId(
  about: string,
  name: string,
  country: string | undefined,
  { senderIds }: Originations,
): Finding[] {
  const countries = senderIds.filter(({ id }) => id === name).map((each) => each.country);
  if (countries.length === 0) return [createFinding('origination_missing', { about })];
  if (country === undefined || countries.includes(country)) return [];
  return [createFinding('sender_id_elsewhere', { about, country, countries: countries.sort().join(', ') })];
}

function findNumber({ kind, name }: ReadOrigination, { numbers }: Originations): PhoneNumber | undefined {
  const digits = name.replace('+', '');
  return numbers.find(({ id, number }) =>
    kind === 'number-id' ? id === name : number.replace('+', '') === digits,
  );
}

function checkNumber(
  about: string,
  { hasSms, country: own }: PhoneNumber,
  country: string | undefined,
): Finding[] {
  const isForeign = country !== undefined && country !== own && countriesWithoutSenderIds.has(country);
  return [
    ...(hasSms ? [] : [createFinding('origination_without_sms', { about })]),
    ...(isForeign ? [createFinding('origination_foreign', { about, country, own })] : []),
  ];
}

function checkTwoWay(about: string, { isTwoWay, topicArn = 'nowhere' }: TwoWay, topic: string): Finding[] {
  if (!isTwoWay) return [createFinding('origination_one_way', { about, topic })];
  if (topicArn === topic) return [];
  return [createFinding('origination_replies_elsewhere', { about, topic, found: topicArn })];
}
