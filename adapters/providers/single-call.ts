/** Clients for calls that must not be retried: no retries, own time-outs, live connections. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

export interface SingleCalls {
  /** For an AWS client's constructor. */
  readonly clientOptions: {
    readonly maxAttempts: 1;
    readonly requestHandler: {
      readonly httpAgent: HttpAgent;
      readonly httpsAgent: HttpsAgent;
      readonly connectionTimeout: number;
      readonly requestTimeout: number;
      readonly throwOnRequestTimeout: true;
    };
  };
  run<Answer>(call: () => Promise<Answer>): Promise<Answer>;
}

/**
 * Milliseconds for which an unused connection is reused. A resumed Lambda function has connections that the other side
 * closed long ago; writing to one looks like a call with an unknown outcome, and would cost a promotional message.
 */
const trustIdle = 1_500;

export function createSingleCalls(): SingleCalls {
  const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: 50 });
  const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: 50 });
  let calling = 0;
  let usedAt = 0;
  return {
    clientOptions: {
      maxAttempts: 1,
      requestHandler: {
        httpAgent,
        httpsAgent,
        connectionTimeout: 1_500,
        requestTimeout: 15_000,
        throwOnRequestTimeout: true,
      },
    },
    async run(call) {
      if (calling === 0 && Math.abs(Date.now() - usedAt) > trustIdle) {
        for (const agent of [httpAgent, httpsAgent]) dropIdleConnections(agent);
      }
      calling += 1;
      try {
        return await call();
      } finally {
        calling -= 1;
        usedAt = Date.now();
      }
    },
  };
}

function dropIdleConnections(agent: HttpAgent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}
