/** The fixtures that stand for Compose and the image do as these do. */
import { describe, expect, it } from 'vitest';
import { interpolated, readCompose } from './compose.fixture.ts';
import { imageProperties, localPorts, onLoopback, serviceOf } from './compose-image.fixture.ts';

const file = readCompose();
const three = ['kafka-1', 'kafka-2', 'kafka-3'];

describe('the image rule', () => {
  it('turns variables into properties, and leaves out those that are none', () => {
    expect(
      imageProperties({
        CLUSTER_ID: 'x',
        KAFKA_NODE_ID: '1',
        KAFKA_HEAP_OPTS: '-Xmx1g',
        KAFKA_A__B: 'underscore',
        KAFKA_A___B: 'dash',
      }),
    ).toEqual({ 'node.id': '1', a_b: 'underscore', 'a-b': 'dash' });
  });

  it('is moved onto loopback with nothing changed but addresses and the data folder', () => {
    const ports = localPorts(file, three, [1, 2, 3, 4, 5, 6]);
    const before = imageProperties(serviceOf(file, 'kafka-2').environment ?? {});
    const after = onLoopback(before, 'kafka-2', ports, '/tmp/data');
    const changed = Object.keys(after).filter((key) => after[key] !== before[key]);
    expect(changed.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'advertised.listeners',
      'controller.quorum.voters',
      'listeners',
      'log.dirs',
    ]);
    expect(after).toMatchObject({
      listeners: 'INTERNAL://127.0.0.1:4,HOST://127.0.0.1:9095,CONTROLLER://127.0.0.1:3',
      'advertised.listeners': 'INTERNAL://127.0.0.1:4,HOST://localhost:9095',
      'controller.quorum.voters': '1@127.0.0.1:5,2@127.0.0.1:3,3@127.0.0.1:1',
    });
  });

  it('knows variables, defaults and escaped dollars as Compose does', () => {
    const texts = [`\${A}`, `\${B:-two}`, `\${C:-three}`, '$$A', `x\${A}y`];
    expect(interpolated(texts, { A: '1', C: '' })).toEqual(['1', 'two', 'three', '$A', 'x1y']);
    expect(() => interpolated(`\${A}`, {})).toThrow('A has no value');
    expect(() => interpolated('$A', {})).toThrow('lone $');
  });
});
