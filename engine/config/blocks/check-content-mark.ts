/** Checks where a layout shows the content of its templates: once, unchanged, and so that readers see it. */
import type { Form } from './choose-form.ts';
import { blankMarks, listMarks, type Mark } from './list-marks.ts';

export interface ContentProblem {
  /** Continues a sentence that starts with the block. */
  readonly problem: string;
  /** The content may be visible. */
  readonly isWarning: boolean;
}

/** `source`: the form of the layout that is used. */
export function checkContentMark(source: string, form: Form): readonly ContentProblem[] {
  const marks = listMarks(source);
  const [shown, ...others] = marks.filter(({ kind }) => kind === 'content');
  if (shown === undefined) {
    const isFiltered = marks.some(({ text }) => /^\{\{-?\s*content\s*\|/.test(text));
    const problem = isFiltered
      ? `shows {{ content }} with a filter in its ${form}: show it without filters`
      : `shows {{ content }} 0 times in its ${form}: show it once`;
    return [{ problem, isWarning: false }];
  }
  if (others.length > 0) {
    const problem = `shows {{ content }} ${others.length + 1} times in its ${form}: show it once`;
    return [{ problem, isWarning: false }];
  }
  if (form !== 'text' && isInComment(source, marks, shown.at)) {
    const problem = `shows {{ content }} in a comment of its ${form}: readers would see nothing of it`;
    return [{ problem, isWarning: false }];
  }
  const tag = findOpenTag(marks, shown.at);
  if (tag === undefined) return [];
  const problem = `shows {{ content }} inside {% ${tag} %} in its ${form}: readers for whom it is not true see no content`;
  const repeated = `shows {{ content }} inside {% ${tag} %} in its ${form}: readers see it as often as the loop runs`;
  return [{ problem: loops.has(tag) ? repeated : problem, isWarning: true }];
}

function isInComment(source: string, marks: readonly Mark[], at: number): boolean {
  const before = blankMarks(source, marks).slice(0, at);
  return before.lastIndexOf('<!--') > before.lastIndexOf('-->');
}

const loops: ReadonlySet<string> = new Set(['for', 'tablerow']);

/** The innermost condition or loop around an index. */
function findOpenTag(marks: readonly Mark[], end: number): string | undefined {
  const open: string[] = [];
  for (const { at, text } of marks) {
    if (at >= end) break;
    const [, closing, name] = /^\{%-?\s*(end)?(if|unless|case|for|tablerow)\b/.exec(text) ?? [];
    if (closing !== undefined) open.pop();
    else if (name !== undefined) open.push(name);
  }
  return open.at(-1);
}
