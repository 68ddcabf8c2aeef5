// An email's HTML in a frame that can run nothing and reach nothing, and its source.
import { element } from './element.js';

/** Remote images stay out until they are asked for, as in a careful mail program. */
export function renderLetter(html, showsImages) {
  const images = showsImages ? 'data: http: https:' : 'data:';
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src ${images}; font-src data:`;
  const head = `<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><base target="_blank">`;
  return element('iframe', {
    title: 'The email as its reader sees it',
    sandbox: 'allow-popups allow-popups-to-escape-sandbox',
    referrerpolicy: 'no-referrer',
    srcdoc: `<!doctype html>${head}${html}`,
  });
}

export function hasRemoteImages(html) {
  return [...parse(html).querySelectorAll('img[src]')].some((image) =>
    /^https?:/i.test(image.getAttribute('src') ?? ''),
  );
}

/** The web links of an email, each once, with their words. */
export function listLinks(html) {
  const links = new Map();
  for (const anchor of parse(html).querySelectorAll('a[href]')) {
    const href = anchor.getAttribute('href') ?? '';
    if (/^https?:/i.test(href) && !links.has(href)) links.set(href, anchor.textContent?.trim() || href);
  }
  return [...links].map(([href, label]) => ({ href, label }));
}

/** An inert document: no script of it runs, nothing of it loads. */
function parse(html) {
  return new DOMParser().parseFromString(html, 'text/html');
}

/** The raw message, as the receiving server gets it: headers and parts. */
export function renderSource(id) {
  const shown = element('pre', {}, 'Reading the source …');
  fetch(`/_local/mime?id=${encodeURIComponent(id)}`)
    .then(async (response) => {
      const text = await response.text();
      shown.textContent = response.ok ? text : `The source cannot be read: ${text}`;
    })
    .catch((error) => {
      shown.textContent = `The source cannot be read: ${error.message}`;
    });
  return shown;
}
