/** Compares the text of SMS templates with the policy's maximum of parts: what exceeds it would never be sent. */
import { countSmsParts } from '../../channels/count-sms-parts.ts';
import { transliterateSms } from '../../channels/transliterate-sms.ts';
import type { SmsPolicy } from '../../model/documents/policy-document.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

/** Refuses what exceeds it whatever the values are, and warns of what exceeds it with values of this length. */
const valueLength = 12;

export function checkSmsLength(template: TemplateDocument, { maxParts }: SmsPolicy): Finding[] {
  if (template.channel !== 'sms' || maxParts === undefined) return [];
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
  maxParts: number,
  isTransliterated: boolean,
  segments: readonly PathSegment[],
): Finding[] {
  const count = (text: string) => countSmsParts(isTransliterated ? transliterateSms(text) : text).parts;
  const { fixed, sample } = readTexts(body);
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

/** `fixed`: what every message contains. `sample`: with values, and the first branch of each condition. */
function readTexts(body: string): { readonly fixed: string; readonly sample: string } {
  const blocks: { isShown: boolean }[] = [];
  let [fixed, sample] = ['', ''];
  for (const piece of body.split(/(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})/)) {
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
