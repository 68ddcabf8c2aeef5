/**
 * Compiles a regular expression to an automaton that reads each character of a text once, with all its states at the
 * same time. No expression can take longer than states times characters, whatever the text.
 */
import { parseRegex, type RegexNode, RegexRefusedError } from './parse-regex.ts';
import type { WorkBudget } from './work-budget.ts';

/** Whether the text contains a match. Takes work from the budget. */
export type RegexTest = (text: string, budget: WorkBudget) => boolean;

/** States of one automaton: what bounds the work per character. */
export const maxStates = 1_000;

type State =
  | { readonly kind: 'char'; readonly accepts: (character: string) => boolean; readonly next: number }
  | { readonly kind: 'split'; readonly next: number; other: number }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'match' };

/** Throws RegexRefusedError. */
export function compileRegex(source: string): RegexTest {
  const tree = parseRegex(source);
  if (countStates(tree) > maxStates)
    throw new RegexRefusedError(`its repetitions make more than ${maxStates} states`);
  const states: State[] = [{ kind: 'match' }];
  const first = build(tree, 0, states);
  return (text, budget) => run(states, first, text, budget);
}

function countStates(node: RegexNode): number {
  switch (node.kind) {
    case 'char':
    case 'start':
    case 'end':
      return 1;
    case 'sequence':
    case 'choice':
      return node.parts.reduce((sum, part) => sum + countStates(part) + 1, 1);
    case 'repeat': {
      const copies = Number.isFinite(node.max) ? node.max : node.min + 1;
      return copies * (countStates(node.part) + 1) + 1;
    }
  }
}

/** The first state of the node; `next`: the state after it. */
function build(node: RegexNode, next: number, states: State[]): number {
  switch (node.kind) {
    case 'char':
      return states.push({ kind: 'char', accepts: compileCharacter(node.source), next }) - 1;
    case 'start':
    case 'end':
      return states.push({ kind: node.kind, next }) - 1;
    case 'sequence':
      return node.parts.reduceRight((after, part) => build(part, after, states), next);
    case 'choice':
      return node.parts
        .map((part) => build(part, next, states))
        .reduceRight((other, first) => states.push({ kind: 'split', next: first, other }) - 1);
    case 'repeat':
      return buildRepeat(node, next, states);
  }
}

function buildRepeat(
  { part, min, max }: RegexNode & { readonly kind: 'repeat' },
  next: number,
  states: State[],
): number {
  let entry = next;
  if (max === Number.POSITIVE_INFINITY) {
    // The loop is made before its body, which leads back to it.
    const loop: State = { kind: 'split', next, other: next };
    entry = states.push(loop) - 1;
    loop.other = build(part, entry, states);
  } else {
    for (let copy = min; copy < max; copy++) {
      const body = build(part, entry, states);
      entry = states.push({ kind: 'split', next, other: body }) - 1;
    }
  }
  for (let copy = 0; copy < min; copy++) entry = build(part, entry, states);
  return entry;
}

/** Of one character: nothing in it can repeat. */
function compileCharacter(source: string): (character: string) => boolean {
  if (/^[^\\[.]$/u.test(source)) return (character) => character === source;
  const form = new RegExp(`^${source}$`, 'u');
  return (character) => form.test(character);
}

function run(states: readonly State[], first: number, text: string, budget: WorkBudget): boolean {
  const characters = [...text];
  /** The position at which each state was reached last. */
  const reachedAt = new Int32Array(states.length).fill(-1);
  let active: number[] = [];
  for (let at = 0; at <= characters.length; at++) {
    const isEnd = at === characters.length;
    // A match may begin at any character.
    const waiting = [...active, first];
    const reached: number[] = [];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      const state = states[index];
      if (state === undefined || reachedAt[index] === at) continue;
      reachedAt[index] = at;
      budget.spend(1);
      if (state.kind === 'match') return true;
      if (state.kind === 'char') reached.push(index);
      else if (state.kind === 'split') waiting.push(state.next, state.other);
      else if (state.kind === 'start' ? at === 0 : isEnd) waiting.push(state.next);
    }
    if (isEnd) return false;
    active = [];
    for (const index of reached) {
      const state = states[index];
      if (state?.kind === 'char' && state.accepts(characters[at] ?? '')) active.push(state.next);
    }
  }
  return false;
}
