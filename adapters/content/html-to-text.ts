/** The plain-text part of an email, made from its HTML: what a reader sees, with link targets in brackets. */

/** One pass over the markup, so a hostile document costs no more than its length. */
export function convertHtmlToText(html: string): string {
  const writer = new TextWriter();
  for (const [token] of html.matchAll(/<!--[\s\S]*?-->|<\/?[a-z][^>]*>|<![^>]*>|[^<]+|</gi)) {
    if (/^<\/?[a-z]/i.test(token)) writer.takeTag(token);
    else if (!token.startsWith('<!')) writer.takeText(token);
  }
  return writer.finish();
}

const unseen = new Set(['head', 'style', 'script', 'title', 'template']);
const paragraphs = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'blockquote']);
const lines = new Set(['br', 'div', 'tr', 'section', 'article', 'header', 'footer', 'hr']);

class TextWriter {
  #text = '';
  #unseen: string | undefined;
  #link: { readonly target: string; readonly start: number } | undefined;

  takeText(token: string): void {
    if (this.#unseen !== undefined) return;
    const words = decodeEntities(token.replace(/\s+/g, ' '));
    this.#text += /\s$/.test(this.#text) ? words.replace(/^ /, '') : words;
  }

  takeTag(token: string): void {
    const name = /^<\/?([a-z0-9]+)/i.exec(token)?.[1]?.toLowerCase() ?? '';
    const isEnd = token.startsWith('</');
    if (this.#unseen !== undefined) {
      if (isEnd && name === this.#unseen) this.#unseen = undefined;
      return;
    }
    if (unseen.has(name)) {
      if (!isEnd) this.#unseen = name;
    } else if (name === 'a') this.#takeLink(token, isEnd);
    else if (name === 'img') this.takeText(readAttribute(token, 'alt'));
    else if (paragraphs.has(name)) this.#text += '\n\n';
    else if (name === 'li') this.#text += isEnd ? '' : '\n- ';
    else if (lines.has(name)) this.#text += '\n';
    else if (name === 'td' && isEnd) this.#text += ' ';
  }

  finish(): string {
    return this.#text
      .split('\n')
      .map((line) => line.trim())
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  #takeLink(token: string, isEnd: boolean): void {
    if (!isEnd) {
      this.#link = { target: decodeEntities(readAttribute(token, 'href')), start: this.#text.length };
      return;
    }
    const { target, start } = this.#link ?? { target: '', start: 0 };
    this.#link = undefined;
    const isWorthShowing = /^(https?|mailto|tel):/i.test(target);
    if (isWorthShowing && this.#text.slice(start).trim() !== target)
      this.#text = `${this.#text.trimEnd()} (${target})`;
  }
}

function readAttribute(tag: string, name: string): string {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? '';
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  zwnj: '',
  shy: '',
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(named, name) ? (named[name] ?? whole) : whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point > 0x10ffff ? whole : String.fromCodePoint(point);
  });
}
