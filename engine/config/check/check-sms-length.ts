/** Compares the text of SMS templates with AWS's limit and the policy's maximum of parts: what exceeds them is not sent. */
import { countSmsParts } from '../../channels/count-sms-parts.ts';
import { transliterateSms } from '../../channels/transliterate-sms.ts';
import { liquidTags } from '../../messages/liquid-tags.ts';
import type { SmsPolicy } from '../../model/documents/policy-document.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

/** Refuses what exceeds it whatever the values are, and warns of what exceeds it with values of this length. */
const valueLength = 12;

/** Longest text that AWS accepts, in characters. */
const longestSms = 1600;

export function checkSmsLength(template: TemplateDocument, { maxParts }: SmsPolicy): Finding[] {
  if (template.channel !== 'sms') return [];
  const bodies: [PathSegment[], unknown][] = [
    [['content', 'body'], template.content.body],
    ...Object.entries(template.locales ?? {}).map(([locale, { body }]): [PathSegment[], unknown] => [
      ['locales', locale, 'body'],
      body,
    ]),
  ];
  return bodies.flatMap(([segments, body]) =>
    typeof body === 'string' ? checkBody(body, maxParts, template.transliterate === true, segments) : [],
  );
}

function checkBody(
  body: string,
  maxParts: number | undefined,
  isTransliterated: boolean,
  segments: readonly PathSegment[],
): Finding[] {
  const write = (text: string) => (isTransliterated ? transliterateSms(text) : text);
  const { fixed, sample } = readTexts(body);
  const length = [...write(fixed)].length;
  if (length > longestSms) {
    const remedy = `The fixed text alone has ${length} characters, and AWS sends at most ${longestSms}: shorten it.`;
    return [{ segments, remedy, code: 'sms_too_long' }];
  }
  if (maxParts === undefined) return [];
  const count = (text: string) => countSmsParts(write(text)).parts;
  const limit = `The policy allows ${maxParts} (sms.maxParts): shorten the text, or raise the limit.`;
  const [fewest, likely] = [count(fixed), count(sample)];
  if (fewest > maxParts) {
    const remedy = `The fixed text alone is ${fewest} parts, so this SMS would never be sent. ${limit}`;
    return [{ segments, remedy, code: 'sms_too_long' }];
  }
  if (likely <= maxParts) return [];
  const remedy = `With values of ${valueLength} characters, this SMS is ${likely} parts and would not be sent. ${limit}`;
  return [{ segments, remedy, code: 'sms_too_long', severity: 'warning' }];
}

/** With the tags among the pieces. */
const pieces = new RegExp(`(${liquidTags.source})`);

/** `fixed`: what every message contains. `sample`: with values, and the first branch of each condition. */
function readTexts(body: string): { readonly fixed: string; readonly sample: string } {
  const blocks: { isShown: boolean }[] = [];
  let [fixed, sample] = ['', ''];
  for (const piece of body.split(pieces)) {
    const isShown = blocks.every((block) => block.isShown);
    if (piece.startsWith('{{')) {
      if (isShown) sample += 'x'.repeat(valueLength);
    } else if (piece.startsWith('{%')) {
      const [, name = ''] = /^\{%-?\s*(\w+)/.exec(piece) ?? [];
      if (name.startsWith('end')) blocks.pop();
      else if (opening.has(name)) blocks.push({ isShown: !hidden.has(name) });
      else if (name === 'else' || name === 'elsif') blocks.splice(-1, 1, { isShown: false });
    } else {
      // A tag with a dash removes the spaces beside it.
      if (blocks.length === 0) fixed += piece.trim();
      if (isShown) sample += piece;
    }
  }
  return { fixed, sample };
}

/** Tags with an end. */
const opening = new Set(['if', 'unless', 'case', 'for', 'tablerow', 'capture', 'comment', 'raw']);
const hidden = new Set(['capture', 'comment']);
