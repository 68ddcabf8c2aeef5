/** Checks a query of the warehouse: one SELECT that reads only, with a value for each parameter. */
import type { QueryDocument } from '../../model/documents/query-document.ts';
import type { Finding } from '../problems/problem.ts';
import { readSql } from '../sql/read-sql.ts';
import { checkMapping } from './check-mapping.ts';
import { checkAbsoluteMoment, checkSchedule } from './check-times.ts';

export function checkQuery(query: QueryDocument): Finding[] {
  return [
    ...checkQuerySchedule(query),
    ...checkSql(query),
    ...checkAbsoluteMoment(query.beginning, ['beginning']),
    ...checkMapping(query.mapping, ['mapping']),
    ...checkFormat(query),
    ...warnRepeatedId(query),
    ...warnRepeatedEvent(query),
  ];
}

function checkQuerySchedule({ schedule }: QueryDocument): Finding[] {
  if (schedule.at === 'now') {
    const remedy = 'Give the first moment, and run the query at once with percorso queries run ID.';
    return [{ segments: ['schedule', 'at'], received: 'now', remedy, code: 'wrong_value' }];
  }
  if (schedule.timeZone === 'recipient') {
    const remedy = 'A query runs once for all people: give a zone such as Europe/Rome.';
    return [{ segments: ['schedule', 'timeZone'], received: schedule.timeZone, remedy, code: 'wrong_value' }];
  }
  // A campaign has two more choices.
  return checkSchedule(schedule, ['schedule']).map((finding) => ({
    ...finding,
    remedy: finding.remedy.replace(/, or (?:now|recipient)\b/, ''),
  }));
}

/** INSERT, UNLOAD, CREATE and all other statements that write begin with their own word; a SELECT contains none. */
function checkSql({ sql, parameters = [] }: QueryDocument): Finding[] {
  const { code, marks, open } = readSql(sql);
  const find = (received: unknown, remedy: string): Finding => ({
    segments: ['sql'],
    received,
    remedy,
    code: 'wrong_value',
  });
  if (open !== undefined) return [find(`a ${open} without an end`, `Close the ${open}.`)];
  const [first = ''] = /[A-Za-z]+|\S/.exec(code) ?? [];
  const findings: Finding[] = [];
  if (!/^(?:select|with)$/i.test(first))
    findings.push(find(first, 'A query only reads: it begins with SELECT or WITH.'));
  if (code.includes(';'))
    findings.push(find('a semicolon', 'Write one statement, without a semicolon at its end.'));
  if (marks.length !== parameters.length)
    findings.push({
      segments: ['parameters'],
      received: parameters,
      remedy: `The SQL has ${marks.length} ?: list a parameter for each, in their order.`,
      code: 'wrong_value',
    });
  return findings;
}

const fileOnly = ['type', 'encoding', 'delimiter', 'header'] as const;

function checkFormat({ mapping: { format = {} } }: QueryDocument): Finding[] {
  return fileOnly
    .filter((name) => format[name] !== undefined)
    .map((name) => ({
      segments: ['mapping', 'format', name],
      received: format[name],
      remedy: `"${name}" describes files; the result of a query has one form: remove it.`,
      code: 'unknown_key' as const,
    }));
}

/** The same id and content count once for ever: a value that returns would be ignored. */
function warnRepeatedId({ mapping: { id, event } }: QueryDocument): Finding[] {
  const columns = id === undefined || typeof id === 'string' ? [id] : id;
  if (event !== undefined || id === undefined || columns.length > 1) return [];
  const remedy =
    'Rows with the same id and content count once, in whatever run: a value that was stated before is ignored when it returns. Remove "id", or add a column that changes with the row, such as its time.';
  return [{ segments: ['mapping', 'id'], received: id, remedy, code: 'wrong_value', severity: 'warning' }];
}

/** Rows are sent again by the run after one that failed halfway, and by every run of a SQL without `since`. */
function warnRepeatedEvent({ mapping: { id, event, columns }, parameters = [] }: QueryDocument): Finding[] {
  if (event === undefined) return [];
  const again = parameters.includes('since')
    ? 'The run after one that failed halfway sends its rows again'
    : 'Every run sends all rows that the SQL selects';
  const warn = (segments: Finding['segments'], remedy: string): Finding[] => [
    { segments, remedy, code: 'missing', severity: 'warning' },
  ];
  if (id === undefined) {
    const remedy = `${again}, and each of them counts once more. Name the columns that identify the event, such as its number.`;
    return warn(['mapping', 'id'], remedy);
  }
  const targets = Object.values(columns).map((column) => (typeof column === 'string' ? column : column.to));
  if (targets.includes('timestamp')) return [];
  const remedy = `${again}. Without a timestamp a repeat occurs at another time, and counts once more when it is not among the newest ids of the person. Map the column with the time of the event to timestamp.`;
  return warn(['mapping', 'columns'], remedy);
}
