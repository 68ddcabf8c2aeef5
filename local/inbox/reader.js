// The reading pane: an email with its parts, an SMS as a bubble, a push as a card on a phone.
import { capturedChannels } from '../captured-channels.ts';
import { element } from './element.js';
import { renderFacts } from './facts.js';
import { formatLong, indent } from './format.js';
import { hasRemoteImages, listLinks, renderLetter, renderSource } from './letter.js';
import { renderPush, renderPushFacts, renderSms } from './phone.js';

export const OUTCOMES = { bounced: 'bad', failed: 'bad', suppressed: 'warn' };

/**
 * @param {HTMLElement} pane
 * @param {any} message
 * @param {{ tab: string, showsImages: boolean, engaged: string[], isGone: boolean }} state
 * @param {{ onTab(name: string): void, onImages(): void, onEngage(type: string, link?: string): void, onBack(): void }} on
 */
export function renderReader(pane, message, state, on) {
  if (message === undefined) {
    pane.replaceChildren(
      element(
        'div',
        { class: 'empty' },
        element('strong', {}, state.isGone ? 'This message is not here' : 'No message selected'),
        state.isGone
          ? 'The local cloud was reset or started again.'
          : 'Choose one from the list to read it here.',
        state.isGone &&
          element('button', { type: 'button', class: 'plain back', onclick: on.onBack }, '← All messages'),
      ),
    );
    return;
  }
  const tabs = listTabs(message);
  const tab = tabs.find(({ name }) => name === state.tab) ?? tabs[0];
  pane.replaceChildren(renderHead(message, state, on), renderTabs(tabs, tab, on), ...tab.render(state, on));
  // On a phone the tabs are wider than the page.
  pane.querySelector('[aria-selected="true"]').scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function renderHead(message, state, on) {
  const people = element('dl', { class: 'people' });
  const facts = [
    ['From', message.from],
    ['To', message.to],
    ['Reply-To', message.headers['Reply-To']],
    ['Sent', formatLong(message.time)],
  ];
  for (const [name, value] of facts)
    if (value) people.append(element('dt', {}, name), element('dd', {}, value));
  const title = message.subject ?? message.title ?? capturedChannels[message.channel].name;
  return element(
    'div',
    { class: 'head' },
    element('button', { type: 'button', class: 'plain back', onclick: on.onBack }, '← All messages'),
    element('h2', {}, title || '(no subject)'),
    people,
    message.channel === 'email' && renderActions(message, state, on),
    message.channel !== 'email' && OUTCOMES[message.outcome] && element('div', {}, renderOutcome(message)),
  );
}

/** What a recipient can do, played back to the product as SES would report it. */
function renderActions(message, { engaged }, on) {
  const links = message.html ? listLinks(message.html) : [];
  const act = (type, label) => element('button', { type: 'button', onclick: () => on.onEngage(type) }, label);
  return element(
    'div',
    { class: 'actions', role: 'group', 'aria-label': 'As the recipient' },
    element('span', { class: 'hint' }, 'As the recipient'),
    act('open', 'Open'),
    links.length > 0 && renderLinkMenu(links, on),
    act('bounce', 'Bounce'),
    act('complain', 'Complain'),
    renderOutcome(message),
    ...engaged.map((what) => element('span', { class: 'chip good' }, what)),
  );
}

function renderLinkMenu(links, on) {
  const menu = element('div', { class: 'menu' });
  const details = element('details', {}, element('summary', {}, 'Click a link ▾'), menu);
  for (const { href, label } of links) {
    const click = () => {
      details.removeAttribute('open');
      on.onEngage('click', href);
    };
    menu.append(
      element(
        'button',
        { type: 'button', onclick: click },
        label,
        label !== href && element('small', {}, href),
      ),
    );
  }
  details.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') details.removeAttribute('open');
  });
  return details;
}

function renderOutcome({ outcome }) {
  return OUTCOMES[outcome] && element('span', { class: `chip ${OUTCOMES[outcome]}` }, outcome);
}

function renderTabs(tabs, current, on) {
  const list = element('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Parts of the message' });
  for (const tab of tabs) {
    const isCurrent = tab === current;
    list.append(
      element(
        'button',
        {
          type: 'button',
          role: 'tab',
          'aria-selected': String(isCurrent),
          tabindex: isCurrent ? 0 : -1,
          onclick: () => on.onTab(tab.name),
        },
        tab.label,
      ),
    );
  }
  list.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    const at = tabs.indexOf(current) + step;
    on.onTab(tabs[(at + tabs.length) % tabs.length].name);
    document.querySelector('.tabs [aria-selected="true"]')?.focus();
  });
  return list;
}

function listTabs(message) {
  const tabs = [];
  const body = (...children) => [
    element('div', { class: 'body', role: 'tabpanel', tabindex: 0 }, ...children),
  ];
  if (message.html) {
    const html = (size) => (state, on) => renderHtml(message.html, size, state, on);
    tabs.push({ name: 'html', label: 'Email', render: html('wide') });
    tabs.push({ name: 'narrow', label: 'On a phone', render: html('narrow') });
  }
  if (capturedChannels[message.channel].isText)
    tabs.push({
      name: 'phone',
      label: 'Phone',
      render: () => body(renderSms({ ...message, from: message.title ?? message.from })),
    });
  if (message.channel === 'push') {
    tabs.push({ name: 'phone', label: 'Phone', render: () => body(renderPush(message)) });
    tabs.push({ name: 'payload', label: 'Payload', render: () => body(...renderPushFacts(message)) });
  }
  if (message.channel === 'email' && message.text !== undefined) {
    tabs.push({ name: 'text', label: 'Text', render: () => body(element('pre', {}, message.text)) });
  }
  if (message.channel === 'webhook')
    tabs.push({ name: 'request', label: 'Request', render: () => body(renderRequest(message)) });
  // SMS and push have none: what they carry besides their text is under "Raw".
  if (['email', 'webhook'].includes(message.channel)) {
    const headers = () => body(renderFacts(message.headers, 'headers'));
    tabs.push({ name: 'headers', label: 'Headers', render: headers });
  }
  if (message.channel !== 'webhook')
    tabs.push({ name: 'tags', label: 'Tags', render: () => body(renderFacts(message.tags, 'tags')) });
  if (message.channel === 'email')
    tabs.push({ name: 'source', label: 'Source', render: () => body(renderSource(message.id)) });
  const raw = () =>
    body(
      element(
        'pre',
        {},
        JSON.stringify({ id: message.id, provider: message.provider, request: message.raw }, null, 2),
      ),
    );
  tabs.push({ name: 'raw', label: 'Raw', render: raw });
  return tabs;
}

function renderHtml(html, size, { showsImages }, on) {
  const isHeldBack = !showsImages && hasRemoteImages(html);
  const bar = isHeldBack && [
    element(
      'div',
      { class: 'remote' },
      'Images from the web are not loaded.',
      element('button', { type: 'button', class: 'plain', onclick: on.onImages }, 'Show images'),
    ),
  ];
  return [
    ...(bar || []),
    element('div', { class: `body letter ${size}`, role: 'tabpanel' }, renderLetter(html, showsImages)),
  ];
}

function renderRequest({ raw, text }) {
  return element('pre', {}, `${raw.method} ${raw.url}\nanswered ${raw.status}\n\n${indent(text)}`);
}
