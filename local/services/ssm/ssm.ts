/** The part of Parameter Store that keys and secrets need: standard parameters with versions, SecureString or plain. */

import { omitAbsent } from '../../omit-absent.ts';
import { type Call, type CloudContext, type Requirement, type Service, ServiceError } from '../../service.ts';

const supportedOperations = [
  'DeleteParameter',
  'DescribeParameters',
  'GetParameter',
  'ListTagsForResource',
  'PutParameter',
] as const;
const types = ['String', 'StringList', 'SecureString'];
const maxValueLength = 4096;
/** Older versions are deleted. */
const maxVersions = 100;

interface Parameter {
  readonly value: string;
  readonly type: string;
  readonly version: number;
  /** Epoch ms, virtual. */
  readonly modifiedAt: number;
}

export interface SsmService extends Service {
  /** The text with `{{secret:<name>}}` in place of every encrypted value: the inbox shows no credentials. */
  mask(text: string): string;
}

export function createSsm(context: CloudContext): SsmService {
  /** Versions by name, the newest last. */
  const parameters = new Map<string, readonly [Parameter, ...Parameter[]]>();
  /** Names by encrypted value, including replaced and removed ones: functions use an old value for a while. */
  const sealed = new Map<string, string>();
  const nameArn = (name: string): string =>
    `arn:aws:ssm:${context.region}:${context.accountId}:parameter/${name.replace(/^\/|\/$/g, '')}`;

  /** The newest without `version`. */
  const find = (name: string, version?: number): Parameter => {
    const versions = parameters.get(name);
    if (versions === undefined) {
      throw new ServiceError('ParameterNotFound', 400, `Parameter ${name} not found.`);
    }
    const found = versions.findLast((each) => version === undefined || each.version === version);
    if (found !== undefined) return found;
    throw new ServiceError(
      'ParameterVersionNotFound',
      400,
      `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
    );
  };
  const describe = (name: string, { type, version, modifiedAt }: Parameter) => ({
    Name: name,
    ARN: nameArn(name),
    Type: type,
    Version: version,
    LastModifiedDate: modifiedAt / 1000,
    DataType: 'text',
  });
  const read = ({ name, selector = '' }: SelectedName, isOpen: boolean) => {
    const found = find(name, selector === '' ? undefined : Number(selector.slice(1)));
    const isSealed = found.type === 'SecureString' && !isOpen;
    const value = isSealed ? `sealed:${Buffer.from(name).toString('base64')}` : found.value;
    return { ...describe(name, found), Value: value, ...(selector !== '' && { Selector: selector }) };
  };

  const put = (input: Call['input']): Record<string, unknown> => {
    const name = readName(input);
    const present = parameters.get(name)?.at(-1);
    const { Type: type = present?.type, Value: value } = input;
    if (typeof value !== 'string' || value === '' || value.length > maxValueLength) {
      throw makeValidationError(`Value must have 1 to ${maxValueLength} characters in the standard tier.`);
    }
    if (!types.includes(String(type))) throw makeValidationError(`Type must be one of ${types.join(', ')}.`);
    if (present !== undefined && input['Overwrite'] !== true) {
      throw new ServiceError(
        'ParameterAlreadyExists',
        400,
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const version = (present?.version ?? 0) + 1;
    const added = { value, type: String(type), version, modifiedAt: context.now() };
    const [first = added, ...later] = [...(parameters.get(name) ?? []), added].slice(-maxVersions);
    parameters.set(name, [first, ...later]);
    if (type === 'SecureString') sealed.set(value, name);
    return { Version: version, Tier: 'Standard' };
  };

  const list = (input: Call['input']): Record<string, unknown> => {
    const isListed = readPathFilters(input);
    const size = Number(input['MaxResults'] ?? 10);
    if (!Number.isInteger(size) || size < 1 || size > 50)
      throw makeValidationError('MaxResults must be from 1 to 50.');
    const names = [...parameters.keys()].filter(isListed).sort();
    const start = Number(input['NextToken'] ?? 0);
    const end = start + size;
    return {
      Parameters: names
        .slice(start, end)
        .map((name) => ({ ...describe(name, find(name)), Tier: 'Standard' })),
      ...omitAbsent({ NextToken: end < names.length ? String(end) : undefined }),
    };
  };

  /** Parameters have no tags here, but the call fails for one that does not exist. */
  const listTags = (input: Call['input']): Record<string, unknown> => {
    if (input['ResourceType'] === 'Parameter' && parameters.has(String(input['ResourceId'])))
      return { TagList: [] };
    throw new ServiceError('InvalidResourceId', 400, 'The resource ID is not valid.');
  };

  return {
    name: 'ssm',
    resourceTypes: [],
    operations: new Set(supportedOperations),
    create: async ({ type }) => {
      throw new ServiceError('ResourceTypeUnknown', 400, `ssm creates no ${type}.`);
    },
    requirements: ({ operation, input }): readonly Requirement[] => [
      {
        action: `ssm:${operation}`,
        // A list has no narrower resource in AWS.
        // The ARN of a version is the parameter's.
        resource: operation === 'DescribeParameters' ? '*' : nameArn(nameParameter(input)),
      },
    ],
    handle: async ({ operation, input }) => {
      if (operation === 'PutParameter') return put(input);
      if (operation === 'DescribeParameters') return list(input);
      if (operation === 'GetParameter') {
        const selected = splitSelector(input);
        readName({ Name: selected.name });
        return { Parameter: read(selected, input['WithDecryption'] === true) };
      }
      if (operation === 'ListTagsForResource') return listTags(input);
      const name = readName(input);
      find(name);
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

function nameParameter(input: Call['input']): string {
  return 'ResourceId' in input ? String(input['ResourceId']) : splitSelector(input).name;
}

interface SelectedName {
  readonly name: string;
  /** `:3` for a version, as the answer repeats it. */
  readonly selector?: string | undefined;
}

/** `/a/key:3` names version 3. Labels are not emulated: their name is refused. */
function splitSelector(input: Call['input']): SelectedName {
  const [, name = '', selector] = /^(.*?)(:\d+)?$/s.exec(String(input['Name'] ?? '')) ?? [];
  return { name, selector };
}

function readName(input: Call['input']): string {
  const name = input['Name'];
  if (typeof name !== 'string' || !/^[A-Za-z0-9_./-]{1,1011}$/.test(name) || /^\/?(?:aws|ssm)/i.test(name)) {
    throw makeValidationError(
      `Name has letters, digits and any of _.-/ and does not begin with "aws" or "ssm"; received ${JSON.stringify(name)}.`,
    );
  }
  return name;
}

/** Only the filter by path: a call with another filter is refused rather than answered with too much. */
function readPathFilters(input: Call['input']): (name: string) => boolean {
  const { ParameterFilters: filters = [] } = input;
  if (!Array.isArray(filters)) throw makeValidationError('ParameterFilters must be a list.');
  const tests = filters.map((filter) => {
    const { Key: key, Option: option = 'OneLevel', Values: paths } = filter as Record<string, unknown>;
    const isKnown = key === 'Path' && (option === 'OneLevel' || option === 'Recursive');
    if (!isKnown || !Array.isArray(paths) || !paths.every((path) => /^\/.*[^/]$/.test(String(path)))) {
      throw makeValidationError(
        'A filter has the Key Path, the Option OneLevel or Recursive, and Values that begin with "/" and do not end with it.',
      );
    }
    return (name: string) => paths.some((path) => isBelow(name, String(path), option === 'Recursive'));
  });
  return (name) => tests.every((test) => test(name));
}

function isBelow(name: string, path: string, isRecursive: boolean): boolean {
  if (!name.startsWith(`${path}/`)) return false;
  return isRecursive || !name.slice(path.length + 1).includes('/');
}

function makeValidationError(message: string): ServiceError {
  return new ServiceError('ValidationException', 400, message);
}
