/** The input of a preview: a template with its program, a person, an event. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findPersonId } from '../../app/inspect/find-person.ts';
import type { CompiledTemplate, ProgramStore } from '../../app/ports/program-store.ts';
import { loadPublished } from '../../app/publish/load-published.ts';
import { suggestName } from '../../engine/config/problems/suggest-name.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot, TemplateHeader } from '../../engine/model/program-snapshot.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { makeSimulatedProfile } from '../../engine/simulate/make-simulated-profile.ts';
import type { PeopleStores } from '../cloud/open-stores.ts';
import { readTouchpoints, selectPerson } from '../simulate/read-arrivals.ts';
import { readFacts } from '../simulate/read-facts.ts';
import { readProgram } from '../simulate/read-program.ts';
import { type CommandResult, type Shown, UsageError } from '../terminal/command-result.ts';

export interface PreviewSource {
  readonly snapshot: ProgramSnapshot;
  readonly header: TemplateHeader;
  readonly compiled: CompiledTemplate;
  readonly notes: readonly string[];
}

export interface PreviewPerson {
  /** The profile is of a person of the stage. */
  readonly isStored?: boolean;
  readonly profile: Profile;
  readonly touchpoint: Touchpoint;
}

export interface PersonOptions {
  readonly user?: string;
  readonly profile?: string;
  readonly event?: string;
}

/** `--profile` names a file, or a person of the stage. */
export function findPersonSource<Options extends PersonOptions>(
  options: Options,
  directory: string,
): Options {
  const { profile, ...rest } = options;
  const isFile =
    profile === undefined || /\.json$|[\\/]/i.test(profile) || existsSync(resolve(directory, profile));
  return isFile ? options : ({ ...rest, user: profile } as Options);
}

/** Whom a message made for `person` shows. */
export function listShown({ profile, isStored }: PreviewPerson): Shown {
  return { people: isStored === true ? [profile.id] : [] };
}

/** From files. `refusal`: what is wrong with them. Throws UsageError. */
export async function readFileSource(
  id: string,
  patterns: readonly string[],
  directory: string,
): Promise<PreviewSource | { readonly refusal: CommandResult }> {
  const program = await readProgram(patterns, directory, 'rendered');
  if ('refusal' in program) return program;
  const { snapshot, notes } = program;
  const header = findHeader(snapshot, id, 'in the files');
  const compiled = program.compiled.get(id);
  if (compiled === undefined) throw describeMissing(id, 'in the files', []);
  return { snapshot, header, compiled, notes };
}

/** As published on a stage. Throws UsageError. */
export async function readStageSource(id: string, programs: ProgramStore): Promise<PreviewSource> {
  const snapshot = await loadPublished(programs);
  if (snapshot === undefined) throw describeMissing(id, 'published', []);
  const header = findHeader(snapshot, id, 'published');
  const compiled = await programs.loadTemplate(id, header.revision);
  if (compiled === undefined) throw describeMissing(id, 'published', []);
  return { snapshot, header, compiled, notes: [] };
}

/** Needs `stores` when a person of the stage is given. `now` in epoch ms. Throws UsageError. */
export async function readPreviewPerson(
  options: PersonOptions,
  stores: Pick<PeopleStores, 'identities' | 'profiles' | 'programs'> | undefined,
  { directory, now }: { readonly directory: string; readonly now: number },
): Promise<PreviewPerson> {
  const profile = await readProfile(options, stores, { directory, now });
  const user = profile.userId ?? options.user;
  const last =
    options.event === undefined ? undefined : readEvent(options.event, directory, { start: now, user });
  const isStored = options.profile === undefined && options.user !== undefined && stores !== undefined;
  return { profile, touchpoint: last ?? makeTouchpoint(now), isStored };
}

/** The last event of the person. A file of one person needs no user: its ids may be other ones than the profile's. */
function readEvent(
  file: string,
  directory: string,
  options: { readonly start: number; readonly user: string | undefined },
): Touchpoint | undefined {
  const touchpoints = readTouchpoints(file, directory, options);
  const people = new Set(touchpoints.flatMap(({ userId }) => userId ?? []));
  return selectPerson(touchpoints, people.size > 1 ? options.user : undefined, file).at(-1);
}

async function readProfile(
  { user, profile: file }: PersonOptions,
  stores: Pick<PeopleStores, 'identities' | 'profiles' | 'programs'> | undefined,
  { directory, now }: { readonly directory: string; readonly now: number },
): Promise<Profile> {
  if (file !== undefined) {
    const facts = readFacts(file, directory);
    return makeSimulatedProfile(facts.userId ?? 'person', facts, now);
  }
  if (user === undefined || stores === undefined) return createProfile('person', now);
  const id = await findPersonId(user, stores.identities, stores.programs);
  const profile = await stores.profiles.load(id, { consistent: false });
  if (profile !== undefined) return profile;
  throw new UsageError(
    `No profile found for ${user}.`,
    'Give a user id, a profile id, or email:..., phone:....',
  );
}

/** A placeholder event, when none is given. */
function makeTouchpoint(now: number): Touchpoint {
  const moment = { occurredAt: now, receivedAt: now };
  const empty = { traits: {}, properties: {}, context: {} };
  return { id: 'preview', source: 'preview', name: 'Preview', type: 'track', ...empty, ...moment };
}

function findHeader(snapshot: ProgramSnapshot, id: string, place: string): TemplateHeader {
  const header = snapshot.templates.find((template) => template.id === id);
  if (header !== undefined) return header;
  throw describeMissing(
    id,
    place,
    snapshot.templates.map((template) => template.id),
  );
}

const listedTemplates = 12;

function describeMissing(id: string, place: string, known: readonly string[]): UsageError {
  const near = suggestName(id, known);
  const shown = known.slice(0, listedTemplates).join(', ');
  const left = known.length - listedTemplates;
  const more = left > 0 ? ` and ${left} more` : '';
  const names = known.length === 0 ? 'There are no templates.' : `Templates: ${shown}${more}.`;
  const remedy = near === undefined ? names : `Did you mean "${near}"? ${names}`;
  return new UsageError(`No live template "${id}" is ${place}.`, remedy);
}
