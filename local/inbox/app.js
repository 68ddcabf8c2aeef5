// Keeps the page in step with the local cloud, a look every two seconds while it is in sight.
import { call, readMessages } from './control.js';
import { byId, element, icon } from './element.js';
import { formatDollars, formatLong, formatShort } from './format.js';
import { attempt, say } from './notice.js';
import { OUTCOMES, renderReader } from './reader.js';
import { countProblems, renderStatus } from './status.js';

const LIMIT = 500;
const POLL_MS = 2000;
const NOTICE_MS = 6000;

const page = {
  messages: [],
  counted: '',
  now: '',
  channel: '',
  search: '',
  selected: undefined,
  tab: '',
  showsImages: false,
  /** What was done to each message here, by its id. */
  engaged: new Map(),
  state: {},
  meter: {},
};

async function refresh() {
  const [meter, state] = await Promise.all([call('meter'), call('state')]);
  page.meter = meter.units === undefined ? { units: meter } : meter;
  page.state = state;
  page.now = state.now ?? (await call('clock')).now;
  // All messages travel only when something was sent since the last look.
  const counted = ['ses.messages', 'sms.parts', 'push.messages']
    .map((unit) => page.meter.units[unit] ?? 0)
    .join();
  if (counted !== page.counted) {
    page.messages = await readMessages(LIMIT);
    page.counted = counted;
    renderList();
  }
  renderBar();
  if (!byId('view-status').hidden) renderStatus(byId('view-status'), page.state, page.meter);
}

function renderBar() {
  byId('clock').textContent = formatLong(page.now);
  byId('clock').setAttribute('datetime', page.now);
  byId('total').textContent = formatDollars(page.meter.total ?? 0);
  const problems = countProblems(page.state);
  byId('problems').hidden = problems === 0;
  byId('problems').textContent = String(problems);
  byId('problems').title = 'Dead letters and refused calls';
}

function renderList() {
  const words = page.search.toLowerCase().split(/\s+/).filter(Boolean);
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
  list.replaceChildren(...(shown.length > 0 ? shown.map(renderRow) : [renderEmpty()]));
  if (focused !== undefined) list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  const total = page.messages.length;
  const newest = total >= LIMIT ? `newest ${LIMIT} ` : '';
  byId('count').textContent =
    shown.length === total
      ? `${newest}${total} message${total === 1 ? '' : 's'}`
      : `${shown.length} of ${newest}${total} messages`;
}

function describe({ to, from, subject, title, text, tags, id }) {
  return [to, from, subject, title, text, id, ...Object.values(tags ?? {})].join(' ').toLowerCase();
}

function renderRow(message) {
  const { id, channel, to, subject, title, text, time, outcome } = message;
  const what = subject ?? [title, text].filter(Boolean).join(' · ');
  const row = element(
    'button',
    {
      type: 'button',
      class: 'row',
      'data-id': id,
      'aria-current': id === page.selected && 'true',
      onclick: () => select(id),
    },
    icon(channel),
    element('span', { class: 'who' }, element('span', { class: 'unseen' }, `${channel} to `), to),
    element('time', { class: 'when', datetime: time }, formatShort(time, page.now)),
    element('span', { class: 'what' }, what || '(empty)'),
    OUTCOMES[outcome] && element('span', { class: `chip ${OUTCOMES[outcome]}` }, outcome),
  );
  return element('li', {}, row);
}

function renderEmpty() {
  const hasNone = page.messages.length === 0;
  return element(
    'li',
    { class: 'empty' },
    element('strong', {}, hasNone ? 'Nothing has been sent yet' : 'No message fits'),
    hasNone ? 'Put an event on the bus, and what it causes shows up here.' : 'Try another word or channel.',
  );
}

/** `isBrowsing`: the focus stays in the list, for the next arrow key. */
function select(id, isBrowsing = false) {
  const isSame = id === page.selected;
  const before = page.selected;
  page.selected = id;
  if (!isSame) page.showsImages = false;
  for (const row of byId('messages').querySelectorAll('.row')) {
    if (row.dataset.id === id) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }
  byId('view-inbox').classList.toggle('is-reading', id !== undefined);
  showSelected();
  if (id === undefined)
    byId('messages')
      .querySelector(`[data-id="${CSS.escape(before ?? '')}"]`)
      ?.focus();
  else if (!isBrowsing) byId('reader').focus({ preventScroll: true });
}

function showSelected() {
  const message = page.messages.find(({ id }) => id === page.selected);
  const state = {
    tab: page.tab,
    showsImages: page.showsImages,
    engaged: page.engaged.get(page.selected) ?? [],
  };
  renderReader(byId('reader'), message, state, {
    onBack: () => select(undefined),
    onTab: (tab) => {
      page.tab = tab;
      showSelected();
    },
    onImages: () => {
      page.showsImages = true;
      showSelected();
    },
    onEngage: (type, link) => attempt(() => engage(message.id, type, link)),
  });
}

async function engage(messageId, type, link) {
  const { published, detailType } = await call('engage', {
    messageId,
    type,
    ...(link !== undefined && { link }),
  });
  const done = published ? detailType : `${detailType}: no event destination asks for it`;
  page.engaged.set(messageId, [...(page.engaged.get(messageId) ?? []), done]);
  showSelected();
  await refresh();
}

/** Schedules run once per `every` on the way: each minute of a month would take a while. */
async function advance({ dataset, textContent }) {
  const buttons = document.querySelectorAll('[data-advance]');
  for (const button of buttons) button.disabled = true;
  const before = page.messages.length;
  say(`${textContent.trim()}: time goes by …`);
  try {
    await call('clock', { advance: dataset.advance, every: dataset.every });
    await call('idle', { step: true });
    await refresh();
    renderList();
    const more = page.messages.length - before;
    say(
      `${textContent.trim()} went by: ${more <= 0 ? 'no message' : more === 1 ? '1 message' : `${more} messages`} sent.`,
    );
    setTimeout(() => say(''), NOTICE_MS);
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function showView() {
  const view = location.hash === '#status' ? 'status' : 'inbox';
  byId('view-inbox').hidden = view !== 'inbox';
  byId('view-status').hidden = view !== 'status';
  for (const link of document.querySelectorAll('[data-view]')) {
    if (link.dataset.view === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (view === 'status') renderStatus(byId('view-status'), page.state, page.meter);
}

function listen() {
  addEventListener('hashchange', showView);
  byId('search').addEventListener('input', (event) => {
    page.search = event.target.value;
    renderList();
  });
  for (const button of document.querySelectorAll('[data-channel]')) {
    button.addEventListener('click', () => {
      page.channel = button.dataset.channel;
      for (const each of document.querySelectorAll('[data-channel]'))
        each.setAttribute('aria-pressed', String(each === button));
      renderList();
    });
  }
  for (const button of document.querySelectorAll('[data-advance]')) {
    button.addEventListener('click', () => attempt(() => advance(button)));
  }
  byId('messages').addEventListener('keydown', (event) => {
    const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const row = event.target.closest('li')?.[step]?.querySelector('.row');
    row?.focus();
    // Beside each other, list and message go along.
    if (row && byId('reader').offsetParent !== null) select(row.dataset.id, true);
  });
  addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      location.hash = '#inbox';
      byId('search').focus();
    }
    if (event.key === 'Escape' && !isTyping && !event.target.closest?.('details[open]')) select(undefined);
  });
}

async function poll() {
  if (!document.hidden) await attempt(refresh);
  setTimeout(poll, POLL_MS);
}

listen();
showView();
showSelected();
poll();
