// Keeps the page in step with the local cloud, a look every two seconds while it is in sight.
import { capturedChannels } from '../captured-channels.ts';
import { call, readMessages } from './control.js';
import { byId, element } from './element.js';
import { formatDollars, formatLong } from './format.js';
import { findRow, markSelected, renderList } from './list.js';
import { attempt, say } from './notice.js';
import { renderReader } from './reader.js';
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
  // All messages travel only when one was sent since the last look.
  const counted = `${state.messages}/${state.seed}`;
  if (counted !== page.counted) {
    page.messages = await readMessages(LIMIT);
    page.counted = counted;
    showList();
    if (page.selected !== undefined && byId('reader').dataset.shown !== page.selected) showSelected();
  }
  renderBar();
  if (!byId('view-status').hidden) await showStatus();
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

/** The address says which message is open, so that Back, links and reloading work. */
function readSelected() {
  const [, id] = /^#message\/(.+)$/.exec(location.hash) ?? [];
  return id === undefined ? undefined : decodeURIComponent(id);
}

function select(id) {
  location.hash = id === undefined ? '#inbox' : `#message/${encodeURIComponent(id)}`;
}

function showList() {
  renderList(page, select);
}

/** Shows what the address names. `isBrowsing`: the focus stays in the list, for the next arrow key. */
function showAddress(isBrowsing = false) {
  const before = page.selected;
  page.selected = readSelected();
  if (page.selected !== before) page.showsImages = false;
  showView();
  markSelected(page.selected);
  byId('view-inbox').classList.toggle('is-reading', page.selected !== undefined);
  showSelected();
  if (page.selected === before || isBrowsing) return;
  if (page.selected === undefined) findRow(before)?.focus();
  else byId('reader').focus({ preventScroll: true });
}

function showSelected() {
  const message = page.messages.find(({ id }) => id === page.selected);
  byId('reader').dataset.shown = message?.id ?? '';
  const state = {
    tab: page.tab,
    showsImages: page.showsImages,
    isGone: page.selected !== undefined && page.counted !== '',
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
  say(`${textContent.trim()}: the clock is advancing …`);
  try {
    await call('clock', { advance: dataset.advance, every: dataset.every });
    await call('idle', { step: true });
    await refresh();
    showList();
    const more = page.messages.length - before;
    say(
      `${textContent.trim()}: ${more <= 0 ? 'no message' : more === 1 ? '1 message' : `${more} messages`} sent.`,
    );
    setTimeout(() => say(''), NOTICE_MS);
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

async function showStatus() {
  const objects = await call('objects?limit=20');
  renderStatus(byId('view-status'), { ...page.state, objects }, page.meter);
}

function showView() {
  const view = location.hash === '#status' ? 'status' : 'inbox';
  byId('view-inbox').hidden = view !== 'inbox';
  byId('view-status').hidden = view !== 'status';
  for (const link of document.querySelectorAll('[data-view]')) {
    if (link.dataset.view === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (view === 'status') attempt(showStatus);
}

function addFilters() {
  const buttons = Object.entries(capturedChannels).map(([channel, { label }]) =>
    element(
      'button',
      { type: 'button', 'data-channel': channel, 'aria-pressed': 'false' },
      label,
      element('span'),
    ),
  );
  document.querySelector('.segments[aria-label="Channel"]').append(...buttons);
}

function listen() {
  addFilters();
  addEventListener('hashchange', () => showAddress());
  byId('search').addEventListener('input', (event) => {
    page.search = event.target.value;
    showList();
  });
  for (const button of document.querySelectorAll('[data-channel]')) {
    button.addEventListener('click', () => {
      page.channel = button.dataset.channel;
      for (const each of document.querySelectorAll('[data-channel]'))
        each.setAttribute('aria-pressed', String(each === button));
      showList();
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
    if (row && byId('reader').offsetParent !== null) {
      history.replaceState(null, '', `#message/${encodeURIComponent(row.dataset.id)}`);
      showAddress(true);
    }
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
showAddress(true);
poll();
