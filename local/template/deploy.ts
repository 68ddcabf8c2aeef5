/** Creates a template's resources in dependency order; refuses unsupported ones before anything is created. */

import { omitAbsent } from '../omit-absent.ts';
import type { ResolvedResource, ResourceHandle } from '../service.ts';
import type { Assembly } from './assembly.ts';
import { ResourceTypeUnsupportedError, TemplateInvalidError } from './errors.ts';
import { collectReferences, isConditionTrue, resolveValue, type Scope } from './intrinsics.ts';

export interface ResourceMaker {
  readonly resourceTypes: readonly string[];
  create(resource: ResolvedResource): Promise<ResourceHandle>;
}

export interface DeployedStack {
  readonly scope: Scope;
  readonly outputs: readonly StackOutput[];
  readonly parameters: ReadonlyMap<string, unknown>;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** Deploys every resource whose condition holds. Throws `ResourceTypeUnsupportedError`, `TemplateInvalidError`. */
export async function deployStack(
  assembly: Assembly,
  place: { region: string; accountId: string; parameters?: Readonly<Record<string, string>> },
  makers: readonly ResourceMaker[],
): Promise<DeployedStack> {
  const { template } = assembly;
  const handles = new Map<string, ResourceHandle>();
  const parameters = readParameters(assembly, place.parameters ?? {});
  const scope: Scope = { template, stackName: assembly.stackName, ...place, parameters, handles };
  const wanted = Object.keys(template.Resources).filter((id) => {
    const condition = template.Resources[id]?.Condition;
    return condition === undefined || isConditionTrue(condition, scope, `Resources.${id}.Condition`);
  });
  const makerOf = new Map(
    makers.flatMap((maker) => maker.resourceTypes.map((type) => [type, maker] as const)),
  );
  const unsupported = wanted
    .map((logicalId) => ({ logicalId, type: template.Resources[logicalId]?.Type ?? '' }))
    .filter(({ type }) => !makerOf.has(type));
  if (unsupported.length > 0) throw new ResourceTypeUnsupportedError(unsupported, [...makerOf.keys()]);

  for (const logicalId of orderByDependency(assembly, wanted)) {
    const resource = template.Resources[logicalId];
    const maker = makerOf.get(resource?.Type ?? '');
    if (resource === undefined || maker === undefined) continue;
    const path = `Resources.${logicalId}.Properties`;
    const properties = (resolveValue(resource.Properties ?? {}, scope, path) ?? {}) as Record<
      string,
      unknown
    >;
    handles.set(logicalId, await maker.create({ logicalId, type: resource.Type, properties }));
  }
  return { scope, outputs: resolveOutputs(scope), parameters };
}

function readParameters(assembly: Assembly, given: Readonly<Record<string, string>>): Map<string, unknown> {
  const parameters = new Map<string, unknown>();
  for (const [name, parameter] of Object.entries(assembly.template.Parameters ?? {})) {
    const value = given[name] ?? parameter.Default;
    if (value === undefined) {
      throw new TemplateInvalidError(
        `Parameters.${name}`,
        'it has no default',
        'give it a default or a value',
      );
    }
    const isList = parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<');
    parameters.set(name, isList ? String(value).split(',') : value);
  }
  return parameters;
}

function orderByDependency(assembly: Assembly, wanted: readonly string[]): string[] {
  const { Resources } = assembly.template;
  const isWanted = new Set(wanted);
  const state = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  const collect = (logicalId: string, trail: readonly string[]): void => {
    if (state.get(logicalId) === 'done' || !isWanted.has(logicalId)) return;
    if (state.get(logicalId) === 'open') {
      const circle = [...trail, logicalId].join(' -> ');
      throw new TemplateInvalidError(
        `Resources.${logicalId}`,
        `a circular dependency: ${circle}`,
        'remove one of the references',
      );
    }
    state.set(logicalId, 'open');
    const resource = Resources[logicalId];
    const needed = collectReferences(resource?.Properties, new Set());
    for (const id of [resource?.DependsOn ?? []].flat()) needed.add(id);
    for (const id of needed) if (Object.hasOwn(Resources, id)) collect(id, [...trail, logicalId]);
    state.set(logicalId, 'done');
    order.push(logicalId);
  };
  for (const logicalId of wanted) collect(logicalId, []);
  return order;
}

function resolveOutputs(scope: Scope): StackOutput[] {
  const outputs: StackOutput[] = [];
  for (const [key, output] of Object.entries(scope.template.Outputs ?? {})) {
    if (output.Condition !== undefined && !isConditionTrue(output.Condition, scope, `Outputs.${key}`))
      continue;
    outputs.push({
      key,
      value: String(resolveValue(output.Value, scope, `Outputs.${key}.Value`)),
      ...omitAbsent({
        description: output.Description,
        exportName:
          output.Export === undefined
            ? undefined
            : String(resolveValue(output.Export.Name, scope, `Outputs.${key}.Export`)),
      }),
    });
  }
  return outputs;
}
