/** The inventory of events as text. */
import type { CountedEvent, CountedInventory } from '../../app/inventory/read-inventory.ts';
import { formatMoment } from './format-moment.ts';
import { formatCount, formatTable } from './format-table.ts';

/** One line per name and source. */
export function formatInventory({ events, others }: CountedInventory): string[] {
  const rows = events.map((event) => [
    event.name,
    event.source,
    event.count.toLocaleString('en-US'),
    formatMoment(event.last),
    describeListeners(event),
    describeBreaches(event),
  ]);
  return [
    ...formatTable([['EVENT', 'SOURCE', 'COUNT', 'LAST SEEN', 'LISTENERS', 'BREACHES'], ...rows]),
    ...(others === 0 ? [] : [`and ${formatCount(others, 'event')} of further names`]),
    'Counts are approximate: a process stores them every five minutes. For one event: `percorso events NAME`.',
  ];
}

/** All that is known of one name of one source. */
export function formatEvent(event: CountedEvent): string[] {
  const { name, source, count, first, last, days, fields, breaches, contract } = event;
  return [
    `${name} from ${source}: ${formatCount(count, 'event')}, ${formatMoment(first)} to ${formatMoment(last)}`,
    `  listeners: ${event.listeners.length === 0 ? 'none' : event.listeners.join(', ')}`,
    `  contract: ${contract ?? 'none'}`,
    ...indent(
      'per day',
      Object.entries(days).map(([day, number]) => [day, `${number}`]),
    ),
    ...indent(
      'fields',
      fields.map(({ path, types, share }) => [path, types.join(', '), showShare(share)]),
    ),
    ...indent(
      'breaches',
      Object.entries(breaches).map(([place, number]) => [`${number}`, place]),
    ),
  ];
}

function indent(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`  ${title}:`, ...formatTable(rows, '    ')];
}

function showShare(share: number): string {
  return `${Math.round(share * 1_000) / 10}%`;
}

function describeListeners({ listeners }: CountedEvent): string {
  const [first = 'nothing listens', ...others] = listeners;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function describeBreaches({ breaches, contract }: CountedEvent): string {
  const total = Object.values(breaches).reduce((sum, count) => sum + count, 0);
  return total === 0 ? (contract === undefined ? 'no contract' : 'none') : `${total}`;
}
