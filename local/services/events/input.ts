/** The input of a rule's target: the event, a part of it, a constant, or a transformed text. */

export interface TargetInput {
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

export interface TransformContext {
  readonly ruleArn: string;
  readonly ruleName: string;
  readonly ingestedAt: string;
}

/** The payload for a target, as JSON text (or plain text of a quoted template). `json` is the event's text. */
export function shapeInput(
  target: TargetInput,
  json: string,
  event: unknown,
  context: TransformContext,
): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(readPath(event, target.InputPath) ?? null);
  const transformer = target.InputTransformer;
  if (transformer === undefined) return json;
  const values = new Map<string, unknown>([
    ['aws.events.rule-arn', context.ruleArn],
    ['aws.events.rule-name', context.ruleName],
    ['aws.events.event.ingestion-time', context.ingestedAt],
    ['aws.events.event', event],
    ['aws.events.event.json', event],
  ]);
  for (const [name, path] of Object.entries(transformer.InputPathsMap ?? {})) {
    values.set(name, readPath(event, path));
  }
  return fillTemplate(transformer.InputTemplate, values);
}

/** Reads a JSON path in the simple form that EventBridge accepts: `$.detail.items[0].id`. */
export function readPath(event: unknown, path: string): unknown {
  let value: unknown = event;
  for (const [, name, index, quoted] of path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g)) {
    if (value === null || typeof value !== 'object') return undefined;
    const key = name ?? index ?? quoted ?? '';
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}

/** Inside quotes a value is written as text, outside as JSON; a missing value is an empty text or null. */
function fillTemplate(template: string, values: ReadonlyMap<string, unknown>): string {
  let isQuoted = false;
  let output = '';
  for (let i = 0; i < template.length; i += 1) {
    const char = template.charAt(i);
    if (char === '\\') {
      output += char + template.charAt(i + 1);
      i += 1;
      continue;
    }
    if (char === '"') isQuoted = !isQuoted;
    const [placeholder = '', name = ''] = /^<([\w.-]+)>/.exec(template.slice(i, i + 300)) ?? [];
    if (char === '<' && values.has(name)) {
      const value = values.get(name);
      if (!isQuoted) output += JSON.stringify(value ?? null);
      else
        output += escapeText(
          typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value),
        );
      i += placeholder.length - 1;
      continue;
    }
    output += char;
  }
  return output;
}

function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
