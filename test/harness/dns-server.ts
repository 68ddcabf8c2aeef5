/** A DNS server on a loopback port that answers TXT and CNAME questions from a table that the test changes. */
import { createSocket } from 'node:dgram';

export interface DnsServer {
  /** `127.0.0.1:5353`. */
  readonly address: string;
  /** Texts by lower-case name. */
  readonly texts: Map<string, readonly string[]>;
  /** Targets by lower-case name. */
  readonly aliases: Map<string, string>;
  /** Names for which the server answers with a failure of its own. */
  readonly broken: Set<string>;
  close(): Promise<void>;
}

const types = { cname: 5, txt: 16 };
const responseCodes = { none: 0, serverFailure: 2, noSuchName: 3 };

export async function openDnsServer(): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const texts: DnsServer['texts'] = new Map();
  const aliases: DnsServer['aliases'] = new Map();
  const broken: DnsServer['broken'] = new Set();

  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = readQuestion(query);
    const alias = aliases.get(name);
    const answers = [
      ...(type === types.txt ? (texts.get(name) ?? []).map(encodeText) : []),
      ...(type === types.cname && alias !== undefined ? [encodeName(alias)] : []),
    ];
    const isKnown = texts.has(name) || aliases.has(name);
    const code = broken.has(name)
      ? responseCodes.serverFailure
      : isKnown
        ? responseCodes.none
        : responseCodes.noSuchName;
    socket.send(encodeAnswer(query.subarray(0, end), { type, answers, code }), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    texts,
    aliases,
    broken,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** `end`: of the question, where additional records of the query begin. */
function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('ascii', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function encodeAnswer(
  question: Buffer,
  { type, answers, code }: { type: number; answers: readonly Buffer[]; code: number },
): Buffer {
  const head = Buffer.from(question.subarray(0, 12));
  // A response, with recursion.
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers.length, 6);
  head.writeUInt32BE(0, 8);
  const records = answers.map((data) => {
    const record = Buffer.alloc(12);
    // The name is that of the question, at byte 12.
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(60, 6);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([head, question.subarray(12), ...records]);
}

/** In parts of at most 255 bytes. */
function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255);
    parts.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat(parts);
}

function encodeName(name: string): Buffer {
  const labels = name
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
