/** Reads the app's context (`-c name=value`, or `context` in cdk.json) and reports every problem at once. */
import { findTooManySenders, readEmailRate, readSmsRate } from './sending-rate.ts';
import { contextFields, type Settings } from './settings.ts';

export interface ContextProblem {
  readonly name: string;
  readonly received: unknown;
  readonly problem: string;
  readonly example: string;
}

/** A context value is missing or invalid. */
export class ContextInvalidError extends Error {
  readonly code = 'context_invalid';
  readonly problems: readonly ContextProblem[];
  constructor(problems: readonly ContextProblem[]) {
    super(
      [
        `${problems.length} problem(s) in the context; docs/deploy.md lists every name.`,
        ...problems.map(describeProblem),
      ].join('\n'),
    );
    this.name = 'ContextInvalidError';
    this.problems = problems;
  }
}

/**
 * Turns raw context into settings. Values arrive as text from the command line and as JSON from cdk.json; both are read.
 * Throws ContextInvalidError naming each field that is missing, wrong or unknown.
 */
export function readContext(context: Readonly<Record<string, unknown>>): Settings {
  const problems: ContextProblem[] = [...findUnknown(context)];
  const values: Partial<Record<string, unknown>> = {};
  for (const [name, field] of Object.entries(contextFields)) {
    const received = context[name];
    if (received === undefined || received === '') {
      if (field.fallback === undefined) {
        problems.push({ name, received, problem: `is required: ${field.meaning}`, example: field.example });
      }
      values[name] = field.fallback;
      continue;
    }
    const read = field.read(String(received));
    if ('problem' in read) problems.push({ name, received, problem: read.problem, example: field.example });
    else values[name] = read.value;
  }
  if (problems.length === 0) problems.push(...findContradictions(values as unknown as Settings));
  if (problems.length > 0) throw new ContextInvalidError(problems);
  return values as unknown as Settings;
}

/** Only plain words are settings: the CDK keeps its own keys, with colons, slashes and `@`, in the same place. */
function findUnknown(context: Readonly<Record<string, unknown>>): ContextProblem[] {
  const known = Object.keys(contextFields) as (keyof Settings)[];
  return Object.keys(context)
    .filter((name) => /^[a-zA-Z]+$/.test(name) && !Object.hasOwn(contextFields, name))
    .map((name) => {
      const near = findNear(name, known);
      const [first] = near;
      return {
        name,
        received: context[name],
        problem: `is not a setting${near.length > 0 ? `; did you mean ${near.join(' or ')}` : ''}`,
        example: first === undefined ? 'stage=prod' : `${first}=${contextFields[first].example}`,
      };
    });
}

/** In a mistyped name the first letters are mostly right. */
function findNear(name: string, known: readonly (keyof Settings)[]): (keyof Settings)[] {
  return known.filter((candidate) => candidate.slice(0, 4).toLowerCase() === name.slice(0, 4).toLowerCase());
}

function findContradictions(settings: Settings): ContextProblem[] {
  const problems: ContextProblem[] = [];
  if (settings.sms === 'sms-voice' && settings.smsOrigination === '') {
    problems.push({
      name: 'smsOrigination',
      received: '',
      problem: 'is required when sms=sms-voice: the number, pool or sender id that sends the SMS',
      example: contextFields.smsOrigination.example,
    });
  }
  for (const name of ['smsOrigination', 'smsOriginations', 'smsConfigurationSet'] as const) {
    if (settings.sms === 'sms-voice' || settings[name].length === 0) continue;
    problems.push({
      name,
      received: settings[name],
      problem: `has no effect while sms=${settings.sms}: add -c sms=sms-voice, or remove it`,
      example: 'sms=sms-voice',
    });
  }
  if (settings.smsInbound === '' && settings.smsOptOuts === 'own') {
    problems.push({
      name: 'smsOptOuts',
      received: 'own',
      problem: 'needs smsInbound: nothing else would receive STOP',
      example: 'smsInbound=true',
    });
  }
  problems.push(...findLinkContradictions(settings), ...findRateContradictions(settings));
  if (settings.createPinpointApplication && settings.pinpointApplicationId !== '') {
    problems.push({
      name: 'createPinpointApplication',
      received: true,
      problem: 'cannot be combined with pinpointApplicationId: use the existing application or create one',
      example: 'pinpointApplicationId=a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6',
    });
  }
  return problems;
}

/** A domain needs its certificate, a certificate its domain, and both the pages. */
function findLinkContradictions({ preferences, ...settings }: Settings): ContextProblem[] {
  const names = ['linkDomain', 'linkCertificateArn'] as const;
  const given = names.filter((name) => settings[name] !== '');
  if (!preferences) {
    const idle = ([...names, 'unsubscribeMailbox'] as const).filter((name) => settings[name] !== '');
    return idle.map((name) => ({
      name,
      received: settings[name],
      problem: 'has no effect while preferences=false: remove one of the two',
      example: 'preferences=true',
    }));
  }
  if (given.length !== 1) return [];
  return names
    .filter((name) => !given.includes(name))
    .map((name) => ({
      name,
      received: '',
      problem: `is required with ${given[0]}: ${contextFields[name].meaning}`,
      example: contextFields[name].example,
    }));
}

function describeProblem({ name, received, problem, example }: ContextProblem): string {
  const got = received === undefined ? 'nothing' : JSON.stringify(received);
  return `  ${name} ${problem}. Received ${got}. Example: -c ${example.includes('=') ? example : `${name}=${example}`}`;
}

function findRateContradictions(settings: Settings): ContextProblem[] {
  const channels = [
    ['emailConcurrency', readEmailRate(settings)],
    ['smsConcurrency', readSmsRate(settings)],
  ] as const;
  return channels.flatMap(([name, sending]) => {
    const fitting = findTooManySenders(sending);
    if (fitting === undefined) return [];
    const problem = `is too high for ${sending.rate} messages a second: both concurrencies of the channel must be at most ${fitting}`;
    return [{ name, received: settings[name], problem, example: `${name}=${fitting}` }];
  });
}
