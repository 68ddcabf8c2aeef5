/** Prints what each person received, who received nothing and why, and the price of it all. */
import { findReasonWords } from '../output/reason-words.ts';
import type { PersonOutcome } from './read-people.ts';

export interface MeterReading {
  readonly units: Readonly<Record<string, number>>;
  readonly dollars: Readonly<Record<string, number>>;
  readonly total: number;
  readonly prices: { readonly date: string; readonly source: string };
}

export function describePeople(people: readonly PersonOutcome[]): string[] {
  return people.flatMap(({ person, gets, doesNotGet, outcomes }) => [
    '',
    `${person}${gets.length === 0 ? ' got nothing' : ' got'}${describeSilence(gets, doesNotGet)}`,
    ...countEqual(gets).map((line) => `  + ${line}${describeTrouble(line, outcomes)}`),
    ...countEqual(doesNotGet).map((line) => `  - ${line}${describeReason(line)}`),
  ]);
}

/** `counts`: origin → measure → count. The stage was empty before, so who entered and did not leave is inside. */
export function describeJourneys(
  counts: Readonly<Record<string, Readonly<Record<string, number>>>>,
): string[] {
  return Object.entries(counts)
    .filter(([origin]) => origin.startsWith('journey:'))
    .sort()
    .map(([origin, measures]) => {
      const { entered = 0, left = 0 } = measures;
      const ways = Object.entries(measures).flatMap(([name, count]) =>
        name.startsWith('left.') ? [`${count} ${name.slice('left.'.length)}`] : [],
      );
      const how = ways.length === 0 ? '' : ` (${ways.sort().join(', ')})`;
      return `${origin.replace(':', ' ')}: ${entered} entered, ${left} left${how}, ${entered - left} inside`;
    });
}

export function describeMeter({ units, dollars, total, prices }: MeterReading): string[] {
  const rows = Object.entries(units).filter(([, quantity]) => quantity > 0);
  return [
    '',
    `What this would have cost in AWS (prices of ${prices.date}):`,
    ...rows.map(([unit, quantity]) => {
      const cost = dollars[unit] ?? 0;
      return `  ${unit.padEnd(34)} ${formatQuantity(quantity).padStart(12)}  $${cost.toFixed(6)}`;
    }),
    `  ${'total'.padEnd(34)} ${''.padStart(12)}  $${total.toFixed(6)}`,
  ];
}

/** The reason for a person for whom nothing was decided. */
function describeSilence(gets: readonly string[], doesNotGet: readonly string[]): string {
  return gets.length + doesNotGet.length > 0
    ? ''
    : ': no rule, journey or campaign reacts to what this person did';
}

function describeTrouble(line: string, outcomes: readonly string[]): string {
  const name = line.replace(/ × \d+$/, '');
  const trouble = ['bounced', 'complained'].filter((outcome) => outcomes.includes(`${name} ${outcome}`));
  return trouble.length === 0 ? '' : `  (${trouble.join(', ')})`;
}

function describeReason(line: string): string {
  const words = findReasonWords(line.split(' × ')[0]?.split(': ')[1] ?? '');
  return words === undefined ? '' : `  (${words})`;
}

function countEqual(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, times]) => (times === 1 ? line : `${line} × ${times}`));
}

function formatQuantity(quantity: number): string {
  return Number.isInteger(quantity) ? String(quantity) : quantity.toFixed(3);
}
