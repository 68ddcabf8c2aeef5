import { describe, expect, it } from 'vitest';
import { listDocuments } from '../../../app/publish/plan-program.ts';
import { publishConfig } from '../../../app/publish/publish-config.ts';
import type { Telemetry } from '../../../app/runtime/telemetry.ts';
import { good, openMemoryPorts, orders, putAll } from '../../harness/samples.ts';

function recordTelemetry() {
  const counts: Record<string, number> = {};
  const said: string[] = [];
  const telemetry: Telemetry = {
    info: (message) => said.push(message),
    warn: (message) => said.push(message),
    error: (message) => said.push(message),
    count(metric, quantity = 1) {
      counts[metric] = (counts[metric] ?? 0) + quantity;
    },
  };
  return { telemetry, counts, said };
}

describe('publish-config', () => {
  it('counts the problems in the table, and succeeds', async () => {
    const ports = openMemoryPorts();
    await putAll(ports, [...good, { ...orders, id: 'broken', function: 'cuont', event: '' }]);
    const { telemetry, counts, said } = recordTelemetry();
    expect(await publishConfig(ports, telemetry, 0)).toEqual({
      outcome: 'published',
      version: 1,
      problems: 2,
    });
    expect(counts).toEqual({ ConfigProblems: 2 });
    expect(said).toEqual(['Documents refused', 'Program published']);
  });

  it('counts a refusal when the table was emptied, without failing', async () => {
    const ports = openMemoryPorts();
    await putAll(ports, good);
    await publishConfig(ports, recordTelemetry().telemetry, 0);
    for (const { kind, id } of await listDocuments(ports.documents)) await ports.documents.remove(kind, id);
    const { telemetry, counts } = recordTelemetry();
    expect(await publishConfig(ports, telemetry, 0)).toMatchObject({ outcome: 'refused', version: 1 });
    expect(counts).toMatchObject({ ConfigRefused: 1 });
  });

  it('logs nothing when nothing changed', async () => {
    const ports = openMemoryPorts();
    await putAll(ports, good);
    await publishConfig(ports, recordTelemetry().telemetry, 0);
    const { telemetry, said } = recordTelemetry();
    await publishConfig(ports, telemetry, 60_000);
    expect(said).toEqual([]);
  });
});
