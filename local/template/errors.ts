/** Errors in the local cloud's input, each with what was found, where, and what to do. */

export class AssemblyUnreadableError extends Error {
  readonly code = 'assembly_unreadable';
  readonly path: string;
  constructor(path: string, found: string, remedy: string) {
    super(`Cannot read the cloud assembly at ${path}: ${found}. To do: ${remedy}.`);
    this.name = 'AssemblyUnreadableError';
    this.path = path;
  }
}

export class ResourceTypeUnsupportedError extends Error {
  readonly code = 'resource_type_unsupported';
  readonly unsupported: readonly { logicalId: string; type: string }[];
  constructor(unsupported: readonly { logicalId: string; type: string }[], supported: readonly string[]) {
    const list = unsupported.map((r) => `${r.logicalId} (${r.type})`).join(', ');
    super(
      `The local cloud does not support these resources of the template: ${list}. ` +
        `Supported types: ${[...supported].sort().join(', ')}. ` +
        'To do: use a supported type, or add this one under local/services/.',
    );
    this.name = 'ResourceTypeUnsupportedError';
    this.unsupported = unsupported;
  }
}

export class TemplateInvalidError extends Error {
  readonly code = 'template_invalid';
  readonly path: string;
  constructor(path: string, found: string, remedy: string) {
    super(`The template is not usable at ${path}: ${found}. To do: ${remedy}.`);
    this.name = 'TemplateInvalidError';
    this.path = path;
  }
}
