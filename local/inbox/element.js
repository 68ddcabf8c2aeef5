// Elements from text only: nothing a message holds is ever read as markup by this page.
import { capturedChannels } from '../captured-channels.ts';

/**
 * @param {string} tag
 * @param {Record<string, unknown>} properties attributes; `on...` are listeners, false and undefined leave one out
 * @param {...(Node | string | number | undefined | null | false)} children
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

/** A channel's icon; its name is read out from the text beside it. */
export function icon(channel) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  for (const d of capturedChannels[channel]?.icon ?? []) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return element('span', { class: `icon ${channel}`, 'aria-hidden': 'true' }, svg);
}

export function byId(id) {
  return document.getElementById(id);
}
