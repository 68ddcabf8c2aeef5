/**
 * Removes methods of the AWS SDK that no operation of ours reaches. They are members of classes, so that the bundler
 * cannot see it. A call of one fails with "<name> is not a function": remove the name here to have it back.
 * Measured on advance-profile: 15 KB.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

interface AbsentPart {
  /** The end of the file's path. */
  readonly file: RegExp;
  /** Methods and fields of its classes. */
  readonly members: readonly string[];
  /** Texts, and what they become: for code that runs, but whose parts do not. */
  readonly shorter?: readonly (readonly [text: string | RegExp, instead: string])[];
}

/** No operation of ours has a host prefix; the SDK parses the bindings of each operation to find one. */
const noHostPrefix = `    setHostPrefix(request, { traits }) {
        if (traits?.endpoint) throw new Error('The bundle has no host prefixes. Remove them from lib/bundling/absent-parts.ts to use them.');
    }
`;

const absentParts: readonly AbsentPart[] = [
  {
    // Presigned URLs and the signatures of event streams.
    file: /[\\/]signature-v4[\\/]dist-es[\\/]SignatureV4\.js$/,
    members: ['headerFormatter', 'presign', 'signEvent', 'signMessage'],
  },
  {
    // Event streams, and the errors of the CBOR protocol.
    file: /[\\/]submodules[\\/]protocols[\\/]HttpProtocol\.js$/,
    members: [
      ...['serializeEventStream', 'deserializeEventStream', 'loadEventStreamCapability'],
      ...['getEventStreamMarshaller', 'resolveEventStreamMarshaller', 'resolveError'],
    ],
    shorter: [[findMember('setHostPrefix'), noHostPrefix]],
  },
  {
    // Documents that contain the name of their own shape.
    file: /[\\/]codec-v2[\\/]JsonShapeSerializer2\.js$/,
    members: ['writeDiscriminatedDocument'],
  },
  {
    // Strict readers of dates that services write correctly.
    file: /[\\/]codec-v2[\\/]JsonShapeDeserializer2\.js$/,
    members: [],
    shorter: [
      ['return parseRfc3339DateTimeWithOffset(value);', 'return new Date(value);'],
      ['return parseRfc7231DateTime(value);', 'return new Date(value);'],
      ['return parseEpochTimestamp(value);', 'return new Date(Math.round(value * 1000));'],
    ],
  },
  {
    file: /[\\/]middleware-retry[\\/]parseRetryAfterHeader\.js$/,
    members: [],
    shorter: [['parseRfc7231DateTime(retryAfter)', 'new Date(retryAfter)']],
  },
  {
    // The body of a request is an array of bytes; older middleware could call the methods of a string on it.
    file: /[\\/]codec-v2[\\/]JsonBytesStringAdapter\.js$/,
    members: [
      ...['toString', 'valueOf', 'includes', 'indexOf', 'lastIndexOf', 'startsWith', 'endsWith', 'match'],
      ...['replace', 'search', 'split', 'substring', 'trim', 'trimStart', 'trimEnd', 'charAt', 'charCodeAt'],
      ...['padStart', 'padEnd', 'repeat', 'toUpperCase', 'toLowerCase', 's', 'string'],
    ],
  },
];

export const withoutAbsentParts: Plugin = {
  name: 'absent-parts',
  setup({ onLoad }) {
    for (const { file, members, shorter = [] } of absentParts) {
      onLoad({ filter: file }, async ({ path }) => {
        const left = members.reduce(dropMember, await readFile(path, 'utf8'));
        return { contents: shorter.reduce((source, [text, instead]) => source.replace(text, instead), left) };
      });
    }
  },
};

/** A member of a class at the top of a file: the SDK is formatted with four spaces. Unchanged where it looks different. */
function dropMember(source: string, name: string): string {
  const field = new RegExp(`^ {4}${name}(?: = [^\\n]+)?;\\n`, 'm');
  return source.replace(findMember(name), '').replace(field, '');
}

function findMember(name: string): RegExp {
  return new RegExp(`^ {4}(?:async )?${name}\\([^\\n]*\\{\\n[\\s\\S]*?^ {4}\\}\\n`, 'm');
}
