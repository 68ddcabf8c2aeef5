/** Prints what changed contracts mean for the events of the last days. */
import { type Forecast, type ForecastAnswer, forecastDays } from '../../app/contracts/forecast-breaches.ts';
import type { CommandResult } from '../terminal/command-result.ts';
import { formatCount } from './format-table.ts';

const shownProblems = 5;

/** `result` with the forecast; unchanged where no contract changed. `isDone`: the contracts are in force. */
export function addForecast(
  result: CommandResult,
  answer: ForecastAnswer | undefined,
  isDone: boolean,
): CommandResult {
  if (answer === undefined) return result;
  const forecast = 'failure' in answer ? { problem: 'not compared' } : { days: forecastDays, ...answer };
  const lines =
    'failure' in answer ? [notCompared] : describeForecast(answer, isDone ? 'break' : 'would break');
  return { ...result, json: { ...(result.json as object), forecast }, lines: [...result.lines, ...lines] };
}

const notCompared =
  'Contracts were not compared with what the sources send: that needs the right to read the statistics table (docs/access.md).';

function describeForecast({ events, unseen }: Forecast, verb: string): string[] {
  return [
    ...events.flatMap(({ contract, onBreach, event, source, count, breaking, problems }) => [
      `${contract} (${onBreach}): ${
        breaking === 0 ? 'none' : breaking === count ? 'all' : `at least ${breaking.toLocaleString('en-US')}`
      } of ${formatCount(count, 'event')} "${event}" from ${source} of the last ${forecastDays} days ${verb} it${
        breaking === 0 ? ' by its fields and types' : ''
      }.`,
      ...problems
        .slice(0, shownProblems)
        .map(
          ({ path, reason, events: of, isPossible }) =>
            `  ${path}: ${reason} in ${isPossible ? 'some of ' : ''}${formatCount(of, 'event')}`,
        ),
      ...(problems.length > shownProblems ? [`  and ${problems.length - shownProblems} more places`] : []),
    ]),
    ...unseen.map((label) => `${label}: no event of it was counted in the last ${forecastDays} days.`),
    ...(events.length === 0
      ? []
      : [
          'Counted are fields and types only, and no value: keywords about values (enum, pattern, minimum), combinations (anyOf, if) and items of lists can break more.',
        ]),
  ];
}
