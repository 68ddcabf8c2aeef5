// Names and values of a message, as a table.
import { element } from './element.js';

export function renderFacts(facts, what) {
  const entries = Object.entries(facts ?? {});
  if (entries.length === 0) return element('p', { class: 'hint' }, `This message has no ${what}.`);
  const rows = entries.map(([name, value]) =>
    element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value)),
  );
  return element('table', { class: 'facts' }, element('tbody', {}, ...rows));
}
