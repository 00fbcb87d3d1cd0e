import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertiesText, serverProperties } from './properties.ts';

const nodes = [1, 2, 3].map((id) => ({ id, port: 9091 + id, controllerPort: 19_091 + id }));
const [first] = nodes as [(typeof nodes)[0], ...typeof nodes];

describe('server.properties', () => {
  it('keeps one broker alone: nothing is copied', () => {
    const properties = serverProperties({ node: first, nodes: [first], dataFolder: '/data' });
    expect(properties).toMatchObject({
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': '1@127.0.0.1:19092',
      listeners: 'PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:19092',
      'advertised.listeners': 'PLAINTEXT://127.0.0.1:9092',
      'default.replication.factor': 1,
      'min.insync.replicas': 1,
      'auto.create.topics.enable': false,
      'unclean.leader.election.enable': false,
      'log.retention.hours': 168,
    });
  });

  it('has three brokers keep everything three times, and bear the loss of one', () => {
    const properties = serverProperties({ node: first, nodes, dataFolder: '/data' });
    expect(properties['controller.quorum.voters']).toBe(
      '1@127.0.0.1:19092,2@127.0.0.1:19093,3@127.0.0.1:19094',
    );
    const copied = Object.entries(properties).filter(([key]) => key.includes('replication.factor'));
    expect(copied).toHaveLength(4);
    for (const [key, factor] of copied) expect(factor, key).toBe(3);
    const inSync = Object.entries(properties).filter(([key]) => /min\.(isr|insync)/.test(key));
    expect(inSync).toHaveLength(3);
    for (const [key, count] of inSync) expect(count, key).toBe(2);
  });

  it('adds listeners beside the plaintext one, and lets the caller have the last word', () => {
    const node = { ...first, listenerPorts: { SECURE: 9999 } };
    const properties = serverProperties({
      node,
      nodes: [node],
      dataFolder: '/data',
      listeners: { SECURE: 'SASL_SSL' },
      extra: { 'num.partitions': 7 },
    });
    expect(properties['advertised.listeners']).toBe(
      'PLAINTEXT://127.0.0.1:9092,SECURE://127.0.0.1:9999',
    );
    expect(properties['listener.security.protocol.map']).toContain('SECURE:SASL_SSL');
    expect(properties['num.partitions']).toBe(7);
  });

  it('is written so that every value is read back as it was', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e\n\r]*$/), (value) => {
        expect(readBack(propertiesText({ key: value }))).toBe(value);
      }),
    );
  });
});

/** As java.util.Properties reads one line with one key. */
function readBack(text: string): string {
  const line = text.replace(/\n$/, '');
  expect(line).not.toMatch(/[\n\r]/);
  const raw = line.slice('key='.length).replace(/^[ \t]+/, '');
  return raw.replaceAll(/\\(.)/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter,
  );
}
