/** Checks a link behind a QR code: its event is none of Percorso's own, and it is valid at some moment. */
import { defaultScanName, type LinkDocument } from '../../model/documents/link-document.ts';
import { parseTimestamp } from '../../touchpoint/parse-timestamp.ts';
import type { Finding } from '../problems/problem.ts';
import { reservedNames } from './reserved-names.ts';

export function checkLink({ event, validFrom, validUntil }: LinkDocument): Finding[] {
  const findings: Finding[] = [];
  if (event !== undefined && reservedNames.has(event)) {
    const remedy = `Percorso says or reads this event itself, and a scan with its name would be lost. Use another name, such as "${defaultScanName}".`;
    findings.push({ segments: ['event'], received: event, remedy, code: 'wrong_value' });
  }
  const [from, until] = [readMoment(validFrom), readMoment(validUntil)];
  if (from !== undefined && until !== undefined && until <= from) {
    const remedy = `The link is never valid: give a moment after validFrom (${validFrom}).`;
    findings.push({ segments: ['validUntil'], received: validUntil, remedy, code: 'wrong_value' });
  }
  return findings;
}

function readMoment(text: string | undefined): number | undefined {
  const parsed = text === undefined ? undefined : parseTimestamp(text);
  return parsed?.ok === true ? parsed.at : undefined;
}
