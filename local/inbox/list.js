// The list of messages: filtered by channel and words, each row a link to its message.
import { byId, element, icon } from './element.js';
import { formatShort } from './format.js';
import { OUTCOMES } from './reader.js';

const LIMIT = 500;

/**
 * @param {{ messages: any[], channel: string, search: string, selected: string | undefined, now: string }} page
 * @param {(id: string) => void} onSelect
 */
export function renderList(page, onSelect) {
  const words = normalize(page.search).split(/\s+/).filter(Boolean);
  const shown = page.messages.filter(
    (message) =>
      (page.channel === '' || message.channel === page.channel) &&
      words.every((word) => describe(message).includes(word)),
  );
  for (const button of document.querySelectorAll('[data-channel]')) {
    const { channel } = button.dataset;
    const count = page.messages.filter((message) => channel === '' || message.channel === channel).length;
    button.querySelector('span').textContent = count === 0 ? '' : ` ${count}`;
  }
  const list = byId('messages');
  const focused = document.activeElement?.closest?.('.row')?.dataset.id;
  const rows = shown.map((message) => renderRow(message, page, onSelect));
  list.replaceChildren(...(rows.length > 0 ? rows : [renderEmpty(page.messages.length === 0)]));
  if (focused !== undefined) findRow(focused)?.focus();
  const total = page.messages.length;
  const newest = total >= LIMIT ? `newest ${LIMIT} ` : '';
  byId('count').textContent =
    shown.length === total
      ? `${newest}${total} message${total === 1 ? '' : 's'}`
      : `${shown.length} of ${newest}${total} messages`;
}

export function markSelected(id) {
  for (const row of byId('messages').querySelectorAll('.row')) {
    if (row.dataset.id === id) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }
}

export function findRow(id) {
  return byId('messages').querySelector(`[data-id="${CSS.escape(id ?? '')}"]`);
}

function describe({ to, from, subject, title, text, tags, id }) {
  return normalize([to, from, subject, title, text, id, ...Object.values(tags ?? {})].join(' '));
}

/** SES has no colon in tags: what is `rule:welcome` everywhere else is `rule_welcome` there. */
function normalize(text) {
  return text.toLowerCase().replaceAll(':', '_');
}

function renderRow(message, page, onSelect) {
  const { id, channel, to, subject, title, text, time, outcome } = message;
  const what = subject ?? [title, text].filter(Boolean).join(' · ');
  const row = element(
    'button',
    {
      type: 'button',
      class: 'row',
      'data-id': id,
      'aria-current': id === page.selected && 'true',
      onclick: () => onSelect(id),
    },
    icon(channel),
    element('span', { class: 'who' }, element('span', { class: 'unseen' }, `${channel} to `), to),
    element('time', { class: 'when', datetime: time }, formatShort(time, page.now)),
    element('span', { class: 'what' }, what || '(empty)'),
    OUTCOMES[outcome] && element('span', { class: `chip ${OUTCOMES[outcome]}` }, outcome),
  );
  return element('li', {}, row);
}

function renderEmpty(hasNone) {
  return element(
    'li',
    { class: 'empty' },
    element('strong', {}, hasNone ? 'Nothing has been sent yet' : 'No message fits'),
    hasNone ? 'Put an event on the bus, and what it causes shows up here.' : 'Try another word or channel.',
  );
}
