/** Random profiles, down to the odd corners: any names, any JSON values, numbers of any size. */
import fc from 'fast-check';
import type { Json } from '../../engine/base/json.ts';
import type { Device } from '../../engine/model/device.ts';
import type { HeldMessage } from '../../engine/model/held-message.ts';
import type { JourneyPosition } from '../../engine/model/journey-position.ts';
import type { ComputedState, Profile } from '../../engine/model/profile.ts';

/** Objects as our own code makes them. */
const plain = { noNullPrototype: true };
const moment = fc.oneof(
  fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2030-01-01') }),
  fc.integer({ min: -62_000_000_000_000, max: 99_999_999_999_999 }),
);
/** JSON has no -0: parsing makes one of "-0", and no one can distinguish it from 0. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const anyText = fc.string({ unit: 'binary', maxLength: 12 });
const name = fc.oneof(
  fc.constantFrom(
    'email',
    'first_name',
    '__proto__',
    'constructor',
    ...['', '~', '~"x"'],
    '$json',
    '#',
    '💌',
    '\ud800',
  ),
  anyText,
);
const jsonValue = fc
  .jsonValue({ maxDepth: 4, stringUnit: 'binary' })
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);
const record = <Value>(value: fc.Arbitrary<Value>) =>
  fc.array(fc.tuple(name, value), { maxLength: 6 }).map((entries) => Object.fromEntries(entries));

const open = fc.record({ state: fc.constantFrom('granted' as const, 'pending' as const), at: moment }, plain);
/** The forms that foldConsent makes. */
const consent = fc.oneof(
  open,
  fc.record({ state: fc.constant('denied' as const), at: moment }, plain),
  fc.tuple(open, moment).map(([unconfirmed, deniedAt]) => ({ ...unconfirmed, deniedAt })),
  fc.tuple(moment, fc.option(open, { nil: undefined })).map(([at, later]) => ({
    state: 'granted' as const,
    at,
    confirmed: true as const,
    ...(later === undefined ? {} : { later }),
    ...(at % 2 === 0 ? {} : { addressHash: at.toString(16) }),
  })),
);

/** Required here, so that a field added to the state fails to compile until the codec knows it. */
const computedFields: {
  [Field in keyof Required<ComputedState>]: fc.Arbitrary<Required<ComputedState>[Field]>;
} = {
  count: fc.nat(),
  sum: fc.oneof(
    number,
    fc.integer({ min: -1e9, max: 1e9 }).map((cents) => cents / 100),
  ),
  value: jsonValue,
  at: moment,
  window: fc.oneof(
    fc.array(fc.tuple(moment, fc.nat(), number), { maxLength: 4 }),
    // As the engine keeps them: oldest first, mostly one at a time, with sums or without.
    fc
      .array(fc.tuple(fc.nat(2 ** 40), fc.constantFrom(1, 1, 2), fc.constantFrom(0, 0, 19.99)), {
        maxLength: 9,
      })
      .map((entries) => entries.sort(([left], [right]) => left - right)),
  ),
  items: fc.array(fc.tuple(moment, jsonValue), { maxLength: 4 }),
  values: record(fc.nat()),
};

const hash = fc.stringMatching(/^[0-9a-f]{16}$/);

/** `isCatchingUp` is never stored. */
const positionFields: {
  [Field in keyof Omit<Required<JourneyPosition>, 'isCatchingUp'>]: fc.Arbitrary<
    Required<JourneyPosition>[Field]
  >;
} = {
  journey: anyText,
  version: fc.nat(),
  key: anyText,
  instanceId: hash,
  enteredAt: moment,
  step: anyText,
  since: moment,
  until: moment,
  listensFrom: moment,
  isNotStarted: fc.constant(true as const),
  isDueWhilePaused: fc.constant(true as const),
  stepCount: fc.nat(),
  event: record(jsonValue),
};

const heldFields: {
  [Field in keyof Required<HeldMessage>]: fc.Arbitrary<Required<HeldMessage>[Field]>;
} = {
  id: anyText,
  origin: anyText,
  template: anyText,
  cause: anyText,
  requestedAt: moment,
  reason: fc.constantFrom('held_quiet_hours', 'held_by_cap', 'collecting', 'scheduled'),
  until: moment,
  deadline: moment,
  expiresAt: moment,
  priority: fc.nat(1000),
  score: number,
  ifCapped: fc.constantFrom('skip', 'wait'),
  ifQuiet: fc.constantFrom('hold', 'drop'),
  to: anyText,
  from: anyText,
  replyTo: anyText,
  isCollected: fc.constant(true as const),
  instanceId: hash,
  event: record(jsonValue),
};

const text = { switchedAt: moment, platform: anyText, app: anyText, locale: anyText, zone: anyText };
const flag = fc.constant(true as const);
const deviceFields: { [Field in keyof Required<Device>]: fc.Arbitrary<Required<Device>[Field]> } = {
  ...{ address: anyText, at: moment, usedAt: moment, ...text, isOptedOut: flag, isRemoved: flag },
};

const marks = fc.array(fc.tuple(anyText, moment), { maxLength: 3 });
type Stored = Required<Omit<Profile, 'accountView'>>;
const profileFields: { [Field in keyof Stored]: fc.Arbitrary<Stored[Field]> } = {
  accounts: record(moment),
  id: fc.stringMatching(/^[0-9A-Z]{26}$/),
  version: fc.integer({ min: 1, max: 1e9 }),
  createdAt: moment,
  lastSeenAt: moment,
  userId: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  sessions: fc.array(anyText, { maxLength: 3 }),
  traits: record(fc.record({ value: jsonValue, at: moment }, plain)),
  computed: record(fc.record(computedFields, { ...plain, requiredKeys: [] })),
  segments: record(moment),
  consents: record(consent),
  suppressions: fc.record(
    {
      email: fc.record(
        {
          address: anyText,
          reason: fc.constantFrom('bounced' as const, 'complained' as const, 'invalid' as const),
          at: moment,
        },
        plain,
      ),
    },
    { ...plain, requiredKeys: [] },
  ),
  devices: fc.array(fc.record(deviceFields, { ...plain, requiredKeys: ['address', 'at'] }), { maxLength: 3 }),
  ruleFirings: record(fc.tuple(fc.nat(), moment)),
  journeys: fc.array(
    fc.record(positionFields, {
      ...plain,
      requiredKeys: ['journey', 'version', 'instanceId', 'enteredAt', 'step', 'since', 'stepCount'],
    }),
    { maxLength: 3 },
  ),
  journeyEntries: record(fc.tuple(fc.nat(), moment)),
  recentExits: fc.array(fc.tuple(hash, moment), { maxLength: 3 }),
  held: fc.array(
    fc.record(heldFields, {
      ...plain,
      requiredKeys: [
        ...(['id', 'origin', 'template', 'cause', 'requestedAt', 'reason', 'until', 'deadline'] as const),
        ...(['priority', 'score', 'ifCapped'] as const),
      ],
    }),
    { maxLength: 2 },
  ),
  contacts: fc.array(
    fc.tuple(
      moment,
      fc.constantFrom('email' as const, 'sms' as const, 'push' as const),
      fc.constantFrom('promotional' as const, 'transactional' as const),
      fc.oneof(fc.constantFrom('', 'news'), anyText),
    ),
    { maxLength: 6 },
  ),
  campaignRuns: record(moment),
  touches: fc.array(
    fc.record(
      {
        ...{
          origin: anyText,
          at: moment,
          template: anyText,
          step: anyText,
          variant: anyText,
          locale: anyText,
        },
        ...{ convertedAt: moment, credit: fc.integer({ min: 1, max: 100 }) },
      },
      { ...plain, requiredKeys: ['origin', 'at'] },
    ),
    { maxLength: 3 },
  ),
  processedEvents: fc.array(fc.tuple(hash, moment, moment), { maxLength: 8 }),
  dedupWatermark: moment,
  outbox: fc.array(
    fc.record(
      {
        kind: fc.constant('EmitEvent' as const),
        id: anyText,
        profileId: anyText,
        name: anyText,
        properties: record(jsonValue),
        occurredAt: moment,
      },
      plain,
    ),
    { maxLength: 2 },
  ),
  ...{ program: fc.nat(), isAnonymous: fc.constant(true as const) },
  ...{ absorbed: marks, apart: marks, wakeAt: moment, releasedKeys: fc.array(hash) },
  ...{ mergedInto: fc.tuple(anyText, moment, fc.constant({ wakeAt: 1 })) },
  ...{ drawnAs: fc.stringMatching(/^[0-9A-Z]{26}$/), erasedAt: moment },
};

export const profileArbitrary: fc.Arbitrary<Profile> = fc.record(profileFields, {
  ...plain,
  requiredKeys: [
    'id',
    'version',
    'createdAt',
    'lastSeenAt',
    'traits',
    'computed',
    'segments',
    'consents',
    'suppressions',
    'ruleFirings',
    'journeys',
    'journeyEntries',
    'recentExits',
    'held',
    'contacts',
    'campaignRuns',
    'touches',
    'processedEvents',
    'outbox',
  ],
});
