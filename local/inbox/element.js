// Elements from text only: nothing a message holds is ever read as markup by this page.

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

const PATHS = {
  email: ['M3 6.5h18v11H3z', 'm3.5 7 8.5 6.5L20.500 7'],
  sms: ['M4 5h16v11H10l-4 4v-4H4z', 'M8 10.500h8'],
  whatsapp: ['M12 4a8 8 0 0 0-6.900 12L4 20l4.100-1.100A8 8 0 1 0 12 4z', 'M9 11h6M9 14h4'],
  webhook: ['M9 7 4 12l5 5', 'm15 7 5 5-5 5'],
  push: ['M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15z', 'M10 20.500h4'],
};

/** A channel's icon; its name is read out from the text beside it. */
export function icon(channel) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  for (const d of PATHS[channel] ?? []) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return element('span', { class: `icon ${channel}`, 'aria-hidden': 'true' }, svg);
}

export function byId(id) {
  return document.getElementById(id);
}
