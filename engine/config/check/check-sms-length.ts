/**
 * Compares the text of SMS templates with AWS's limits and the policy's maximum of parts: what exceeds them is not sent,
 * and neither is a text without a visible character.
 */
import { countSmsParts, defaultMaxParts, longestSms } from '../../channels/count-sms-parts.ts';
import { transliterateSms } from '../../channels/transliterate-sms.ts';
import { liquidTags } from '../../messages/liquid-tags.ts';
import type { SmsPolicy } from '../../model/documents/policy-document.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

/** Refuses what exceeds it whatever the values are, and warns of what exceeds it with values of this length. */
const valueLength = 12;

export function checkSmsLength(
  template: TemplateDocument,
  { maxParts = defaultMaxParts }: SmsPolicy,
): Finding[] {
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
  maxParts: number,
  isTransliterated: boolean,
  segments: readonly PathSegment[],
): Finding[] {
  const write = (text: string) => (isTransliterated ? transliterateSms(text) : text);
  const { fixed, sample, isEmpty } = readTexts(body);
  if (isEmpty) {
    const remedy =
      'This SMS has no text for anyone, and AWS refuses it (provider_refused): write a text outside comments and captures.';
    return [{ segments, remedy, code: 'sms_empty', severity: 'warning' }];
  }
  const length = [...write(fixed)].length;
  if (length > longestSms) {
    const remedy = `The fixed text alone has ${length} characters, and AWS sends at most ${longestSms}: shorten it.`;
    return [{ segments, remedy, code: 'sms_too_long' }];
  }
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

interface Texts {
  /** What every message contains. */
  readonly fixed: string;
  /** With values, and the first branch of each condition. */
  readonly sample: string;
  /** No value and no branch can show anything. */
  readonly isEmpty: boolean;
}

function readTexts(body: string): Texts {
  const blocks: { isShown: boolean; isHidden: boolean }[] = [];
  let [fixed, sample, isEmpty] = ['', '', true];
  for (const piece of body.split(pieces)) {
    const isShown = blocks.every((block) => block.isShown);
    const canShow = !blocks.some((block) => block.isHidden);
    if (canShow && showing.test(piece)) isEmpty = false;
    if (piece.startsWith('{{')) {
      if (isShown) sample += 'x'.repeat(valueLength);
    } else if (piece.startsWith('{%')) {
      const [, name = ''] = /^\{%-?\s*(\w+)/.exec(piece) ?? [];
      if (name.startsWith('end')) blocks.pop();
      else if (opening.has(name)) {
        const isHidden = hidden.has(name);
        blocks.push({ isShown: !isHidden, isHidden });
      } else if (name === 'else' || name === 'elsif')
        blocks.splice(-1, 1, { isShown: false, isHidden: false });
    } else {
      // A tag with a dash removes the spaces beside it.
      if (blocks.length === 0) fixed += piece.trim();
      if (isShown) sample += piece;
    }
  }
  return { fixed, sample, isEmpty };
}

/** A value, a tag that may write something, or visible text. */
const showing = /^\{\{|^\{%-?\s*(?:echo|liquid|render|cycle|increment|decrement)\b|^(?!\{%)\s*\S/;

/** Tags with an end. */
const opening = new Set(['if', 'unless', 'case', 'for', 'tablerow', 'capture', 'comment', 'raw']);
const hidden = new Set(['capture', 'comment']);
