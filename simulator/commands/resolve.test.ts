import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { brokerText, resolveBroker, resolveScenario, shippedNames } from './resolve.ts';

const folder = mkdtempSync(join(tmpdir(), 'resolve-'));
afterAll(() => rmSync(folder, { recursive: true }));

function failure(run: () => unknown): Pick<StreamstockError, 'code' | 'message' | 'hint'> {
  try {
    run();
  } catch (error) {
    if (error instanceof StreamstockError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('resolveScenario', () => {
  it('finds every shipped scenario by its name', () => {
    for (const name of shippedNames())
      expect(resolveScenario(name, {}, {}).scenario.name).toBe(name);
  });

  it('reads a file by its path', () => {
    const path = join(folder, 'mine.yaml');
    writeFileSync(
      path,
      'name: mine\nload: { executor: constant-arrival-rate, rate: 1, duration: 5s }\n',
    );
    const resolved = resolveScenario(path, { seed: '3' }, { STREAMSTOCK_WORKERS: '2' });
    expect(resolved).toMatchObject({ source: path, path, scenario: { name: 'mine', seed: '3' } });
    expect(resolved.overrides.map(({ from }) => from)).toEqual(['STREAMSTOCK_WORKERS', '--seed']);
  });

  it('suggests the name that was meant and lists the others', () => {
    expect(failure(() => resolveScenario('spkie', {}, {}))).toMatchObject({
      code: 'SCENARIO_UNKNOWN',
      message: 'there is no scenario named "spkie"',
      hint: 'Did you mean spike? Shipped: ci, classroom, consumer-crash, demo, month, ramp, rebalance-storm, rolling-restart, slow-consumer, soak, spike, steady, stockout. Or give the path of a file.',
    });
  });

  it('does not take a name for a path, or a path for a name', () => {
    expect(failure(() => resolveScenario('constructor', {}, {})).code).toBe('SCENARIO_UNKNOWN');
    expect(failure(() => resolveScenario('./spike', {}, {})).code).toBe('SCENARIO_UNREADABLE');
    expect(failure(() => resolveScenario('none.yaml', {}, {})).message).toBe(
      'none.yaml: no such file',
    );
  });
});

describe('resolveBroker', () => {
  it('is embedded unless Kafka is asked for, whatever other tools have set', () => {
    const others = {
      KAFKA_BROKERS: 'prod:9092',
      KAFKA_BROKER: 'prod:9092',
      BOOTSTRAP_SERVERS: 'prod:9092',
    };
    expect(resolveBroker(undefined, others)).toEqual({ kind: 'embedded', port: 0 });
    expect(resolveBroker('embedded', { STREAMSTOCK_BROKER: 'a:1' })).toEqual({
      kind: 'embedded',
      port: 0,
    });
    expect(resolveBroker('embedded:9092', {})).toEqual({ kind: 'embedded', port: 9092 });
    expect(resolveBroker('local', {})).toEqual({ kind: 'local' });
    expect(() => resolveBroker('embedded:99999', {})).toThrow('list of broker addresses');
    expect(resolveBroker(undefined, { STREAMSTOCK_BROKER: '' })).toEqual({
      kind: 'embedded',
      port: 0,
    });
  });

  it('takes addresses from the flag, then from our variable', () => {
    const kafka = (addresses: string[], from: string) => ({ kind: 'kafka', addresses, from });
    expect(resolveBroker('a:9092, b.example:9093', {})).toEqual(
      kafka(['a:9092', 'b.example:9093'], '--broker'),
    );
    expect(resolveBroker(undefined, { STREAMSTOCK_BROKER: '[::1]:9092' })).toEqual(
      kafka(['[::1]:9092'], 'STREAMSTOCK_BROKER'),
    );
    expect(resolveBroker('a:1', { STREAMSTOCK_BROKER: 'b:1' })).toEqual(kafka(['a:1'], '--broker'));
  });

  it('asks the environment for the addresses of kafka', () => {
    expect(resolveBroker('kafka', { KAFKA_BROKER: 'a:1', BOOTSTRAP_SERVERS: 'b:1' })).toEqual({
      kind: 'kafka',
      addresses: ['a:1'],
      from: 'KAFKA_BROKER',
    });
    expect(failure(() => resolveBroker('kafka', {}))).toMatchObject({
      code: 'USAGE',
      message: '--broker: kafka needs an address, and no variable names one',
    });
  });

  it.each([
    'a',
    'a:',
    'a:0',
    'a:65536',
    ':9092',
    'a:1,',
    'user:secret@a:1',
    'http://a:1',
    'a b:1',
  ])('refuses %j without repeating it', (text) => {
    const { code, message, hint } = failure(() => resolveBroker(text, {}));
    expect([code, message]).toEqual(['USAGE', '--broker is not a list of broker addresses']);
    expect(hint).not.toContain('secret');
  });

  it('is told in words', () => {
    expect(brokerText({ kind: 'embedded', port: 0 })).toBe('the embedded broker');
    expect(brokerText(resolveBroker('a:1,b:2', {}))).toBe('Kafka at a:1, b:2');
  });
});
