/**
 * Removes methods of the AWS SDK that no operation of ours reaches. They are members of classes, so that the bundler
 * cannot see it. A call of one fails with "<name> is not a function": remove the name here to have it back.
 * Measured on advance-profile: 10 KB.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

interface AbsentPart {
  /** The end of the file's path. */
  readonly file: RegExp;
  /** Methods and fields of its classes. */
  readonly members: readonly string[];
}

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
  },
  {
    // Documents that contain the name of their own shape.
    file: /[\\/]codec-v2[\\/]JsonShapeSerializer2\.js$/,
    members: ['writeDiscriminatedDocument'],
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
    for (const { file, members } of absentParts) {
      onLoad({ filter: file }, async ({ path }) => ({
        contents: members.reduce(dropMember, await readFile(path, 'utf8')),
      }));
    }
  },
};

/** A member of a class at the top of a file: the SDK is formatted with four spaces. Unchanged where it looks different. */
function dropMember(source: string, name: string): string {
  const method = new RegExp(`^ {4}(?:async )?${name}\\([^\\n]*\\{\\n[\\s\\S]*?^ {4}\\}\\n`, 'm');
  const field = new RegExp(`^ {4}${name}(?: = [^\\n]+)?;\\n`, 'm');
  return source.replace(method, '').replace(field, '');
}
