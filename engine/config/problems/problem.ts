/** A problem of a config document, and how to fix it. */
import { omitAbsent } from '../../base/omit-absent.ts';

/** Stable codes of all problems. */
export type ProblemCode =
  | 'not_a_document'
  | 'unknown_kind'
  | 'key_mismatch'
  | 'missing'
  | 'unknown_key'
  | 'wrong_type'
  | 'wrong_value'
  | 'wrong_choice'
  | 'unsafe_key'
  | 'invalid_pattern'
  | 'invalid_condition'
  | 'invalid_path'
  | 'invalid_template'
  | 'confirmation_misplaced'
  | 'template_waits'
  | 'too_large'
  | 'duplicate_id'
  | 'unknown_reference'
  | 'reference_not_live'
  | 'depends_on_refused'
  | 'transactional_in_bulk'
  | 'sender_not_allowed'
  | 'origination_not_allowed'
  | 'channel_missing'
  | 'source_missing'
  | 'limit_missing'
  | 'cyclic_segments'
  | 'cyclic_blocks'
  | 'several_policies'
  | 'several_contracts'
  | 'invalid_schema'
  | 'example_disagrees'
  | 'time_passed'
  | 'unknown_variable'
  | 'sensitive_field'
  | 'insecure_url'
  | 'credential_in_clear'
  | 'header_overwritten'
  | 'liquid_outside_template'
  | 'unicode_sms'
  | 'sms_too_long'
  | 'sms_empty'
  | 'value_changed'
  | 'unreachable_step'
  | 'endless_loop'
  | 'step_removed'
  | 'too_many_versions'
  | 'last_version_dropped'
  | 'last_version_paused'
  | 'deleted_while_in_use';

export interface Problem {
  /** `rule/third-order`, or the file or item when kind or id is unreadable. */
  readonly document: string;
  /** `actions[0].send`; empty = the document as a whole. */
  readonly path: string;
  readonly segments: readonly PathSegment[];
  /** The received value, shortened. */
  readonly received: string;
  /** What is wrong and what to do, one or two sentences. */
  readonly remedy: string;
  readonly code: ProblemCode;
  /** Errors make a document invalid, warnings do not. */
  readonly severity: 'error' | 'warning';
  /** The file or table item of the document. */
  readonly origin?: string;
}

export type PathSegment = string | number;

/** A problem before its document is known. */
export interface Finding {
  readonly segments: readonly PathSegment[];
  readonly received?: unknown;
  readonly remedy: string;
  readonly code: ProblemCode;
  readonly severity?: 'warning';
}

/** Adds the document to a finding. */
export function createProblem(document: string, finding: Finding, origin?: string): Problem {
  return {
    document,
    path: formatPath(finding.segments),
    segments: finding.segments,
    received: mayHoldCredential(finding.segments) ? '' : describeReceived(finding.received),
    remedy: finding.remedy,
    code: finding.code,
    severity: finding.severity ?? 'error',
    ...omitAbsent({ origin }),
  };
}

/** Values of headers and signing keys are not repeated: problems are in logs and on items. */
function mayHoldCredential(segments: readonly PathSegment[]): boolean {
  return segments.some((segment) => segment === 'headers' || segment === 'sign');
}

/** One line: `actions[0].send: No template "x". (received "x")`. */
export function formatProblem(problem: Problem): string {
  const where = problem.path === '' ? '' : `${problem.path}: `;
  const received = problem.received === '' ? '' : ` (received ${problem.received})`;
  const warning = problem.severity === 'warning' ? 'warning: ' : '';
  return `${warning}${where}${problem.remedy}${received}`;
}

/** `['actions', 0, 'send']` → `actions[0].send`; keys that are not plain words are quoted. */
export function formatPath(segments: readonly PathSegment[]): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === 'number') return `${path}[${segment}]`;
    if (!/^[\w$-]+$/.test(segment)) return `${path}[${JSON.stringify(segment)}]`;
    return path === '' ? segment : `${path}.${segment}`;
  }, '');
}

/** Turns `actions[0].send` back into its segments. */
export function parsePath(path: string): PathSegment[] {
  return [...path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map((match) => {
    if (match[1] !== undefined) return Number(match[1]);
    return match[2] === undefined ? (match[3] ?? '') : String(JSON.parse(`"${match[2]}"`));
  });
}

const receivedLimit = 80;

function describeReceived(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > receivedLimit ? `${text.slice(0, receivedLimit)}…` : text;
}
