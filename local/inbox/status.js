// How the local cloud is doing: what needs a look first, then cost, queues and functions.
import { element } from './element.js';
import { formatColumnDollars, formatLong, formatNumber, formatUnit, indent } from './format.js';

/** How many things deserve a person's look: messages in dead-letter queues and refused calls. */
export function countProblems({ deadLetters = {}, refused = [] }) {
  return Object.values(deadLetters).reduce((sum, count) => sum + count, 0) + refused.length;
}

export function renderStatus(place, state, meter) {
  const open = new Set([...place.querySelectorAll('details[open]')].map(({ dataset }) => dataset.key));
  place.replaceChildren(
    element(
      'div',
      { class: 'grid' },
      element(
        'div',
        { class: 'stack' },
        renderProblems(state),
        renderObjects(state.objects ?? []),
        renderQueues(state.queues ?? {}),
        renderFunctions(state.functions ?? []),
      ),
      element('div', { class: 'stack' }, renderMeter(meter)),
    ),
  );
  for (const details of place.querySelectorAll('details')) details.open = open.has(details.dataset.key);
}

function renderProblems({ deadLetters = {}, refused = [], functions = [] }) {
  const dead = Object.entries(deadLetters).map(([name, count]) => [name, formatNumber(count)]);
  const calls = refused.map(({ service, operation, message, count }) => [
    element('span', {}, `${service}:${operation}`, element('small', { class: 'why' }, message)),
    `${count}×`,
  ]);
  const dropped = functions
    .filter(({ recursiveInvocationsDropped = 0 }) => recursiveInvocationsDropped > 0)
    .map(({ name, recursiveInvocationsDropped }) => [name, formatNumber(recursiveInvocationsDropped)]);
  const isFine = dropped.length + dead.length + calls.length === 0;
  return renderPanel(
    'Needs a look',
    isFine && element('p', { class: 'hint' }, 'Nothing. No dead letters, no refused calls.'),
    dead.length > 0 && renderTable(['Dead letters in', 'Messages'], dead, [1]),
    dropped.length > 0 && renderTable(['Stopped as a recursive loop', 'Times'], dropped, [1]),
    calls.length > 0 && renderTable(['Refused call', 'Times'], calls, [1]),
  );
}

function renderMeter({ units = {}, dollars = {}, total = 0, unpriced = [], since, prices }) {
  const rows = Object.entries(units).map(([unit, quantity]) => [
    formatUnit(unit),
    formatNumber(quantity),
    unpriced.includes(unit) ? 'no price' : formatColumnDollars(dollars[unit] ?? 0),
  ]);
  if (rows.length === 0)
    return renderPanel('Cost', element('p', { class: 'hint' }, 'Nothing billable has happened yet.'));
  return renderPanel(
    'Cost in AWS',
    since && element('p', { class: 'hint' }, `Since ${formatLong(since)}`),
    renderTable(['Unit', 'Count', 'Dollars'], rows, [1, 2], ['Total', '', formatColumnDollars(total)]),
    prices &&
      element(
        'p',
        { class: 'hint' },
        `Prices of ${prices.region ?? 'us-east-1'}, ${prices.date}, before any free tier.`,
      ),
  );
}

/** What the stack keeps in S3, newest first: events that were rejected, for one. */
function renderObjects(objects) {
  if (objects.length === 0)
    return renderPanel(
      'Kept in S3',
      element('p', { class: 'hint' }, 'Nothing, so no rejected event either.'),
    );
  const rows = objects.map(({ bucket, key, time, body }) => [
    element(
      'details',
      { 'data-key': `${bucket}/${key}` },
      element('summary', {}, key, element('small', { class: 'why' }, `${formatLong(time)} in ${bucket}`)),
      element('pre', {}, indent(body)),
    ),
  ]);
  return renderPanel('Kept in S3', renderTable(['Object'], rows, []));
}

function renderQueues(queues) {
  const rows = Object.entries(queues).map(([name, { ready = 0, inflight = 0, delayed = 0 }]) => [
    name,
    formatNumber(ready),
    formatNumber(inflight),
    formatNumber(delayed),
  ]);
  return renderCounts('Queues', ['Queue', 'Ready', 'In flight', 'Delayed'], rows);
}

function renderFunctions(functions) {
  const rows = functions.map(({ name, invocations = 0, errors = 0, running = 0 }) => [
    name,
    formatNumber(invocations),
    formatNumber(errors),
    formatNumber(running),
  ]);
  return renderCounts('Functions', ['Function', 'Calls', 'Errors', 'Running'], rows);
}

function renderCounts(title, headings, rows) {
  if (rows.length === 0) return renderPanel(title, element('p', { class: 'hint' }, 'There are none.'));
  return renderPanel(title, renderTable(headings, rows, [1, 2, 3]));
}

function renderPanel(title, ...children) {
  return element('section', { class: 'panel', 'aria-label': title }, element('h2', {}, title), ...children);
}

/** `numbers` are the columns that line up at the right. */
function renderTable(head, rows, numbers, foot) {
  const cell = (tag, text, at, more = {}) =>
    element(tag, { ...(numbers.includes(at) && { class: 'number' }), ...more }, text);
  const line = (cells) =>
    element(
      'tr',
      {},
      ...cells.map((text, at) => (at === 0 ? cell('th', text, at, { scope: 'row' }) : cell('td', text, at))),
    );
  return element(
    'div',
    { class: 'scroll' },
    element(
      'table',
      { class: 'facts' },
      element(
        'thead',
        {},
        element('tr', {}, ...head.map((text, at) => cell('th', text, at, { scope: 'col' }))),
      ),
      element('tbody', {}, ...rows.map(line)),
      foot && element('tfoot', {}, line(foot)),
    ),
  );
}
