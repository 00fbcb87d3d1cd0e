import { describe, expect, it } from 'vitest';
import { parseGatedMetric } from '../../reports/comparison/gated-metrics.ts';
import { faultsOf, MINIMAL } from './load.fixture.ts';
import { parseScenario } from './load.ts';

function gateOf(text: string) {
  return parseScenario(`${MINIMAL}${text}`, 's.yaml').gate;
}

describe('gate', () => {
  it('is resolved in the order of the file, as the flag would be', () => {
    const gate = gateOf(
      'gate:\n  end_to_end: ["p(99) 25%", "med 10%"]\n  cpu_per_event{group:consumers}: ["value 5%"]\n  rss: ["max 20%"]\n',
    );
    expect(gate).toEqual(
      [
        'end_to_end p(99) 25%',
        'end_to_end med 10%',
        'cpu_per_event{group:consumers} value 5%',
        'rss max 20%',
      ].map(parseGatedMetric),
    );
    expect(gate?.map(({ noiseThreshold }) => noiseThreshold)).toEqual([0.25, 0.1, 0.05, 0.2]);
  });

  it('is the default one where the file has none', () => {
    expect(gateOf('')).toBeNull();
  });

  it('names every fault where it is', () => {
    const text = `${MINIMAL}gate:
  end_to_edn: ["p(99) 25%"]
  end_to_end{topic:inventory.sale}: ["p(99) 25%"]
  end_to_end: ["p(99)", "p(100) 5%", "value 5%"]
  fill_rate: ["value 5%"]
  "end_to_end p(99) 25%": ["5%"]
`;
    const faults = faultsOf(text);
    const line = MINIMAL.split('\n').length + 1;
    const places = faults.map((fault) => /^[^:]+:(\d+):(\d+):/.exec(fault)?.slice(1).map(Number));
    expect(places).toEqual([
      [line, 3],
      [line + 1, 3],
      [line + 2, 16],
      [line + 2, 25],
      [line + 2, 38],
      [line + 3, 3],
      [line + 4, 3],
    ]);
    expect(faults[0]).toContain('did you mean end_to_end?');
    expect(faults[1]).toContain('did you mean inventory.sales?');
    expect(faults[5]).toContain('fill_rate');
  });

  it('refuses a figure that is named twice, at the second place', () => {
    const [fault, ...others] = faultsOf(`${MINIMAL}gate:\n  end_to_end: ["p(50) 5%", "med 10%"]\n`);
    expect(fault).toMatch(/:\d+:28: the gate names end_to_end .* twice \(gate\.end_to_end\[1\]\)/);
    expect(others).toEqual([]);
  });

  it('refuses more than eight figures, at the ninth', () => {
    const figures = [50, 60, 70, 80, 90].map((percentile) => `"p(${percentile}) 5%"`).join(', ');
    const faults = faultsOf(
      `${MINIMAL}gate:\n  end_to_end: [${figures}]\n  produce: [${figures}]\n`,
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('gate.produce[3]');
  });

  it.each([
    ['gate: {}', 'needs at least one metric (gate)'],
    ['gate: [end_to_end]', 'must be a mapping from metrics to lists such as ["p(99) 25%"]'],
    ['gate: { end_to_end: "p(99) 25%" }', 'must be a list such as ["p(50) 10%", "p(99) 25%"]'],
    ['gate: { end_to_end: [] }', 'must be a list such as ["p(50) 10%", "p(99) 25%"]'],
    ['gate: { end_to_end: [5] }', 'must be a gated figure such as "p(99) 25%", is 5'],
  ])('refuses %s', (text, words) => {
    const faults = faultsOf(`${MINIMAL}${text}\n`);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(words);
  });
});
