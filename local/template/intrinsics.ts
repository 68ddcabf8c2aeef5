/** Resolves CloudFormation's intrinsic functions and pseudo parameters inside any template value. */

import type { ResourceHandle } from '../service.ts';
import type { Template } from './assembly.ts';
import { TemplateInvalidError } from './errors.ts';

export interface Scope {
  readonly template: Template;
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  readonly parameters: ReadonlyMap<string, unknown>;
  /** Created resources by logical id. */
  readonly handles: ReadonlyMap<string, ResourceHandle>;
}

const functions = [
  'Fn::GetAtt',
  'Fn::Sub',
  'Fn::Join',
  'Fn::Select',
  'Fn::Split',
  'Fn::If',
  'Fn::Equals',
  'Fn::Not',
  'Fn::And',
  'Fn::Or',
  'Fn::FindInMap',
  'Fn::GetAZs',
  'Fn::Base64',
];

const removed = Symbol('AWS::NoValue');

/** The value with every intrinsic resolved. Throws `TemplateInvalidError` with the path in the template. */
export function resolveValue(value: unknown, scope: Scope, path: string): unknown {
  const resolved = resolve(value, scope, path);
  return resolved === removed ? undefined : resolved;
}

/** Whether a named condition of the template holds. */
export function isConditionTrue(name: string, scope: Scope, path: string): boolean {
  const condition = scope.template.Conditions?.[name];
  if (condition === undefined) throw new TemplateInvalidError(path, `no condition ${name}`, 'define it');
  return resolve(condition, scope, `Conditions.${name}`) === true;
}

/** Logical ids that a value refers to by Ref, GetAtt or Sub. */
export function collectReferences(value: unknown, into: Set<string>): Set<string> {
  if (Array.isArray(value)) for (const item of value) collectReferences(item, into);
  else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'Ref' && typeof inner === 'string') into.add(inner);
      else if (key === 'Fn::GetAtt') into.add(splitAttribute(inner)[0]);
      else {
        if (key === 'Fn::Sub') {
          const text = Array.isArray(inner) ? inner[0] : inner;
          for (const [, name = ''] of String(text).matchAll(/\$\{([^!}][^}]*)\}/g)) {
            into.add(name.split('.')[0] ?? name);
          }
        }
        collectReferences(inner, into);
      }
    }
  }
  return into;
}

function resolve(value: unknown, scope: Scope, path: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item, i) => resolve(item, scope, `${path}[${i}]`)).filter((item) => item !== removed);
  }
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const [key, argument] = first;
    if (key === 'Ref') return resolveRef(String(argument), scope, path);
    if (key.startsWith('Fn::')) return callFunction(key, argument, scope, `${path}.${key}`);
    if (key === 'Condition' && path.startsWith('Conditions.')) {
      return isConditionTrue(String(argument), scope, path);
    }
  }
  const output: Record<string, unknown> = {};
  for (const [key, inner] of entries) {
    const resolved = resolve(inner, scope, `${path}.${key}`);
    if (resolved !== removed) output[key] = resolved;
  }
  return output;
}

function resolveRef(name: string, scope: Scope, path: string): unknown {
  switch (name) {
    case 'AWS::Region':
      return scope.region;
    case 'AWS::AccountId':
      return scope.accountId;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return scope.stackName;
    case 'AWS::StackId':
      return stackIdOf(scope);
    case 'AWS::NotificationARNs':
      return [];
    case 'AWS::NoValue':
      return removed;
  }
  if (scope.parameters.has(name)) return scope.parameters.get(name);
  const handle = scope.handles.get(name);
  if (handle === undefined) {
    throw new TemplateInvalidError(
      path,
      `Ref to ${name}, which is no resource or parameter`,
      'check its name',
    );
  }
  return handle.ref;
}

/** The stack's ARN, also the value of `AWS::StackId`. */
export function stackIdOf(scope: Pick<Scope, 'region' | 'accountId' | 'stackName'>): string {
  return `arn:aws:cloudformation:${scope.region}:${scope.accountId}:stack/${scope.stackName}/local`;
}

function getAttribute(argument: unknown, scope: Scope, path: string): string {
  const [logicalId, attribute] = splitAttribute(argument);
  const handle = scope.handles.get(logicalId);
  const value = handle?.attributes[attribute];
  if (value === undefined) {
    const known = handle ? Object.keys(handle.attributes).join(', ') || '(none)' : 'no such resource';
    throw new TemplateInvalidError(
      path,
      `GetAtt ${logicalId}.${attribute} is not supported (supported: ${known})`,
      'use a supported attribute, or add this one to the resource under local/services/',
    );
  }
  return value;
}

function splitAttribute(argument: unknown): [string, string] {
  if (Array.isArray(argument)) return [String(argument[0]), argument.slice(1).join('.')];
  const text = String(argument);
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

function callFunction(name: string, argument: unknown, scope: Scope, path: string): unknown {
  const read = (value: unknown): unknown => resolve(value, scope, path);
  const list = (): unknown[] => {
    const value = Array.isArray(argument) ? argument : read(argument);
    if (!Array.isArray(value)) throw new TemplateInvalidError(path, 'not a list', 'give it a list');
    return value;
  };
  switch (name) {
    case 'Fn::GetAtt':
      return getAttribute(argument, scope, path);
    case 'Fn::Sub':
      return substitute(argument, scope, path);
    case 'Fn::Join': {
      const [separator, items] = list();
      const parts = read(items);
      if (!Array.isArray(parts)) throw new TemplateInvalidError(path, 'nothing to join', 'give it a list');
      return parts.map(String).join(String(separator));
    }
    case 'Fn::Select': {
      const [index, items] = list();
      const chosen = (read(items) as unknown[])[Number(read(index))];
      if (chosen === undefined) throw new TemplateInvalidError(path, `no item ${index}`, 'check the index');
      return chosen;
    }
    case 'Fn::Split': {
      const [separator, text] = list();
      return String(read(text)).split(String(separator));
    }
    case 'Fn::If': {
      const [condition, yes, no] = list();
      return read(isConditionTrue(String(condition), scope, path) ? yes : no);
    }
    case 'Fn::Equals': {
      const [a, b] = list().map(read);
      return JSON.stringify(a) === JSON.stringify(b);
    }
    case 'Fn::Not':
      return read(list()[0]) !== true;
    case 'Fn::And':
      return list().every((item) => read(item) === true);
    case 'Fn::Or':
      return list().some((item) => read(item) === true);
    case 'Fn::FindInMap': {
      const [map, top, second] = list().map(read).map(String);
      const found = scope.template.Mappings?.[map ?? '']?.[top ?? '']?.[second ?? ''];
      if (found === undefined) {
        throw new TemplateInvalidError(
          path,
          `no mapping ${map}.${top}.${second}`,
          'add it, or use another region',
        );
      }
      return found;
    }
    case 'Fn::GetAZs':
      return ['a', 'b', 'c'].map((zone) => `${String(read(argument)) || scope.region}${zone}`);
    case 'Fn::Base64':
      return Buffer.from(String(read(argument))).toString('base64');
  }
  throw new TemplateInvalidError(
    path,
    `the local cloud does not support ${name}`,
    `use one of Ref, ${functions.join(', ')}`,
  );
}

function substitute(argument: unknown, scope: Scope, path: string): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = (variables ?? {}) as Record<string, unknown>;
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(own, name)) return String(resolve(own[name], scope, path));
    return String(name.includes('.') ? getAttribute(name, scope, path) : resolveRef(name, scope, path));
  });
}
