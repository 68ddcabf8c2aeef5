/**
 * Preloaded into every function's thread: keeps its traffic inside the machine. Connections to any host that is not
 * allowed by name go to the cloud's catcher, whatever client opens them: all of them open sockets. TLS connections become
 * plain, because no certificate would be valid. Host names resolve to an address without a query to the
 * network.
 */

import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net, { type SocketConnectOpts, type TcpSocketConnectOpts } from 'node:net';
import tls from 'node:tls';
import { getEnvironmentData } from 'node:worker_threads';
import { omitAbsent } from '../omit-absent.ts';

export interface Outside {
  /** Ports of the catcher for HTTP, and for what would be HTTPS. */
  readonly plainPort: number;
  readonly securePort: number;
  /** `crm.example`, or `localhost:9000` for one port only. */
  readonly allowedHosts: readonly string[];
}

type Options = Partial<TcpSocketConnectOpts> & { servername?: string; path?: string; socket?: unknown };
type Callback = () => void;

/** Reserved for documentation (RFC 5737): no host has it, and nothing connects to it. */
const nowhere = '192.0.2.1';

const outside = getEnvironmentData('local-cloud:outside') as Outside | undefined;
if (outside !== undefined) install(outside);

function install({ plainPort, securePort, allowedHosts }: Outside): void {
  /** Addresses of allowed names, for clients that connect to an address. */
  const allowedAddresses = new Set<string>();
  const isAllowed = (host: string, port?: number | string): boolean =>
    allowedHosts.includes(host.toLowerCase()) || allowedHosts.includes(`${host.toLowerCase()}:${port}`);
  const mayConnect = ({ host = 'localhost', servername = '', port }: Options): boolean =>
    isAllowed(host, port) || isAllowed(servername, port) || allowedAddresses.has(host);

  const connect = net.Socket.prototype.connect;
  const connectTo = (socket: net.Socket, port: number, callback?: Callback): net.Socket =>
    Reflect.apply(connect, socket, [{ host: '127.0.0.1', port }, callback]);

  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]): net.Socket {
    const { options, callback } = readArguments(args);
    if (typeof options.path === 'string' || mayConnect(options)) return Reflect.apply(connect, this, args);
    return connectTo(this, plainPort, callback);
  } as typeof connect;

  const connectSecurely = tls.connect;
  const replaced = (...args: unknown[]): net.Socket => {
    const { options, callback } = readArguments(args);
    if (typeof options.path === 'string' || options.socket || mayConnect(options)) {
      return Reflect.apply(connectSecurely, tls, args);
    }
    const socket = new net.Socket();
    Object.assign(socket, {
      encrypted: true,
      authorized: true,
      alpnProtocol: false,
      getPeerCertificate: () => ({}),
      getSession: () => undefined,
      isSessionReused: () => false,
    });
    if (callback !== undefined) socket.once('secureConnect', callback);
    return connectTo(socket, securePort, () => socket.emit('secureConnect'));
  };
  Object.assign(tls, { connect: replaced });

  const { lookup } = dns;
  Object.assign(dns, {
    lookup: (name: string, ...rest: unknown[]): void => {
      const answer = rest.at(-1) as (error: Error | null, ...values: unknown[]) => void;
      const options = typeof rest[0] === 'object' ? (rest[0] as { all?: boolean } | null) : null;
      const isNamed = allowedHosts.some((host) => host === name || host.startsWith(`${name}:`));
      if (!isNamed && net.isIP(name) === 0 && name !== 'localhost') {
        const found = options?.all === true ? [[{ address: nowhere, family: 4 }]] : [nowhere, 4];
        setImmediate(() => answer(null, ...found));
        return;
      }
      Reflect.apply(lookup, dns, [name, ...rest.slice(0, -1), remember(isNamed, answer)]);
    },
  });
  const remember =
    (isNamed: boolean, answer: (error: Error | null, ...values: unknown[]) => void) =>
    (error: Error | null, ...values: unknown[]): void => {
      const [found] = values;
      const list = Array.isArray(found) ? found : [{ address: found }];
      if (isNamed && error === null)
        for (const { address } of list as { address: string }[]) allowedAddresses.add(address);
      answer(error, ...values);
    };
  Object.assign(dns.promises, {
    lookup: (name: string, options?: unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const done = (error: Error | null, address: unknown, family: unknown): void => {
          if (error !== null) reject(error);
          else resolve(Array.isArray(address) ? address : { address, family });
        };
        Reflect.apply(dns.lookup, dns, [name, options ?? {}, done]);
      }),
    resolve4: async () => [nowhere],
    resolve6: async () => [],
    resolve: async () => [nowhere],
  });
  syncBuiltinESMExports();
}

/** `connect(options, callback)`, `connect(port, host, callback)`, and the list that `net.connect` builds from either. */
function readArguments(args: readonly unknown[]): { options: Options; callback?: Callback } {
  const given = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  const [first] = given;
  const last = given.at(-1);
  const [, second, third] = given;
  const more = [second, third].find((each) => each !== null && typeof each === 'object') as
    | Options
    | undefined;
  const options: Options =
    first !== null && typeof first === 'object'
      ? (first as SocketConnectOpts & Options)
      : {
          port: Number(first),
          ...omitAbsent({ host: typeof second === 'string' ? second : undefined }),
          ...more,
        };
  return typeof last === 'function' ? { options, callback: last as Callback } : { options };
}
