/** The findings of the doctor: a line each, and what should be and what to do under those that are not in order. */
import type { Finding, FindingState } from '../../../app/doctor/finding.ts';
import { formatCount, formatTable } from '../format-table.ts';
import { describeFinding } from './finding-words.ts';

export function formatFindings(findings: readonly Finding[]): string[] {
  const rows = formatTable(
    findings.map((finding) => [
      finding.state,
      finding.check,
      finding.about ?? '',
      describeFinding(finding).found,
    ]),
  );
  return [
    ...findings.flatMap((finding, index) => {
      const { expected, remedy } = describeFinding(finding);
      return [
        rows[index] ?? '',
        ...(expected === undefined ? [] : [`    should be: ${expected}`]),
        ...(remedy === undefined ? [] : [`    to do:     ${remedy}`]),
      ];
    }),
    '',
    summarize(findings),
  ];
}

function summarize(findings: readonly Finding[]): string {
  const count = (wanted: FindingState) => findings.filter(({ state }) => state === wanted).length;
  const bad = [
    [count('failed'), 'failed'],
    [count('unknown'), 'could not be checked'],
  ].flatMap(([number, words]) => (number === 0 ? [] : [`${number} ${words}`]));
  const warnings = count('warning') === 0 ? '' : `, with ${formatCount(count('warning'), 'warning')}`;
  return bad.length === 0
    ? `The stage is fit to send${warnings}.`
    : `The stage is not fit to send: of ${formatCount(findings.length, 'check')}, ${bad.join(' and ')}${warnings}.`;
}
