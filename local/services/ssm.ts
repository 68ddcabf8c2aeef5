/** Parameter Store, as far as secrets need it: standard parameters, sealed where they are SecureString. */

import { type Call, type CloudContext, type Requirement, type Service, ServiceError } from '../service.ts';

const OPERATIONS = ['DeleteParameter', 'GetParameter', 'GetParametersByPath', 'PutParameter'] as const;
const TYPES = ['String', 'StringList', 'SecureString'];
const MAX_VALUE_LENGTH = 4096;

interface Parameter {
  readonly value: string;
  readonly type: string;
  readonly version: number;
  /** Epoch ms, virtual. */
  readonly modifiedAt: number;
}

export interface SsmService extends Service {
  /** The text with `{{secret:<name>}}` in the place of every sealed value: the inbox shows no credentials. */
  mask(text: string): string;
}

export function createSsm(context: CloudContext): SsmService {
  const parameters = new Map<string, Parameter>();
  /** Names by sealed value, replaced and removed ones too: functions use an old value for a while. */
  const sealed = new Map<string, string>();
  const nameArn = (name: string): string =>
    `arn:aws:ssm:${context.region}:${context.accountId}:parameter/${name.replace(/^\/|\/$/g, '')}`;

  const find = (name: string): Parameter => {
    const found = parameters.get(name);
    if (found === undefined) throw new ServiceError('ParameterNotFound', 400, `Parameter ${name} not found.`);
    return found;
  };
  const describe = (name: string, { value, type, version, modifiedAt }: Parameter, isOpen: boolean) => ({
    Name: name,
    ARN: nameArn(name),
    Type: type,
    Value: type === 'SecureString' && !isOpen ? `sealed:${Buffer.from(name).toString('base64')}` : value,
    Version: version,
    LastModifiedDate: modifiedAt / 1000,
    DataType: 'text',
  });

  const put = (input: Call['input']): Record<string, unknown> => {
    const name = readName(input);
    const { Type: type = parameters.get(name)?.type, Value: value } = input;
    if (typeof value !== 'string' || value === '' || value.length > MAX_VALUE_LENGTH) {
      throw refuse(`Value must have 1 to ${MAX_VALUE_LENGTH} characters in the standard tier.`);
    }
    if (!TYPES.includes(String(type))) throw refuse(`Type must be one of ${TYPES.join(', ')}.`);
    const present = parameters.get(name);
    if (present !== undefined && input['Overwrite'] !== true) {
      throw new ServiceError(
        'ParameterAlreadyExists',
        400,
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const version = (present?.version ?? 0) + 1;
    parameters.set(name, { value, type: String(type), version, modifiedAt: context.now() });
    if (type === 'SecureString') sealed.set(value, name);
    return { Version: version, Tier: 'Standard' };
  };

  const list = (input: Call['input']): Record<string, unknown> => {
    const path = readName(input, 'Path').replace(/\/$/, '');
    if (!path.startsWith('/')) throw refuse('The parameter path must begin with "/".');
    const size = Number(input['MaxResults'] ?? 10);
    if (!Number.isInteger(size) || size < 1 || size > 10) throw refuse('MaxResults must be from 1 to 10.');
    const names = [...parameters.keys()]
      .filter((name) => isBelow(name, path, input['Recursive'] === true))
      .sort();
    const start = Number(input['NextToken'] ?? 0);
    const end = start + size;
    return {
      Parameters: names
        .slice(start, end)
        .map((name) => describe(name, find(name), input['WithDecryption'] === true)),
      ...(end < names.length ? { NextToken: String(end) } : {}),
    };
  };

  return {
    name: 'ssm',
    resourceTypes: [],
    operations: new Set(OPERATIONS),
    create: async ({ type }) => {
      throw new ServiceError('ResourceTypeUnknown', 400, `ssm creates no ${type}.`);
    },
    requirements: ({ operation, input }): readonly Requirement[] => [
      { action: `ssm:${operation}`, resource: nameArn(String(input['Name'] ?? input['Path'] ?? '')) },
    ],
    handle: async ({ operation, input }) => {
      if (operation === 'PutParameter') return put(input);
      if (operation === 'GetParametersByPath') return list(input);
      const name = readName(input);
      const found = find(name);
      if (operation === 'GetParameter') {
        return { Parameter: describe(name, found, input['WithDecryption'] === true) };
      }
      parameters.delete(name);
      return {};
    },
    mask: (text) =>
      [...sealed].reduce((masked, [value, name]) => masked.replaceAll(value, `{{secret:${name}}}`), text),
    reset: async () => {
      parameters.clear();
      sealed.clear();
    },
    close: async () => undefined,
  };
}

function readName(input: Call['input'], member: 'Name' | 'Path' = 'Name'): string {
  const name = input[member];
  if (typeof name !== 'string' || !/^[A-Za-z0-9_./-]{1,1011}$/.test(name) || /^\/?(?:aws|ssm)/i.test(name)) {
    throw refuse(
      `${member} has letters, digits and any of _.-/ and does not begin with "aws" or "ssm"; received ${JSON.stringify(name)}.`,
    );
  }
  return name;
}

function isBelow(name: string, path: string, isRecursive: boolean): boolean {
  if (!name.startsWith(`${path}/`)) return false;
  return isRecursive || !name.slice(path.length + 1).includes('/');
}

function refuse(message: string): ServiceError {
  return new ServiceError('ValidationException', 400, message);
}
