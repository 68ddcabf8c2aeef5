/** The findings of the doctor in words: what is, what should be, what to do. */
import type { Finding, FindingCode, FindingValues } from '../../../app/doctor/finding.ts';
import { accountWords } from './account-words.ts';
import { domainWords } from './domain-words.ts';
import { numberWords } from './number-words.ts';
import { operationWords } from './operation-words.ts';
import { sendingWords } from './sending-words.ts';

/** `expected` and `remedy`: of what is not in order. */
export interface FindingWords {
  readonly found: string;
  readonly expected?: string;
  /** One command, or one record to publish. */
  readonly remedy?: string;
}

/** `about`: the domain, identity or configuration set. */
export type WordsOf = (values: FindingValues, about: string) => FindingWords;

const words: Readonly<Record<FindingCode, WordsOf>> = {
  ...domainWords,
  ...accountWords,
  ...sendingWords,
  ...operationWords,
  ...numberWords,
};

export function describeFinding({ code, values, about = '' }: Finding): FindingWords {
  return words[code](values, about);
}
