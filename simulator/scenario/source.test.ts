import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { faultsOf, LOAD, MINIMAL } from './load.fixture.ts';
import { loadScenarioFile, parseScenario } from './load.ts';

describe('YAML beyond a scenario', () => {
  it('keeps nothing of the other faults back when a key is repeated or not allowed', () => {
    expect(faultsOf(`${MINIMAL}name: b\n__proto__: { x: 1 }\nclock: { sped: 1 }\n`)).toEqual([
      'x.yaml:3:1: this key appears a second time',
      'x.yaml:4:1: the key __proto__ is not allowed',
      'x.yaml:5:10: unknown key (clock.sped) — did you mean "speed"?',
    ]);
  });

  it.each([
    ['', 'x.yaml:1:1: the file is empty; a scenario has at least a name and a load'],
    [
      '---\n# nothing\n',
      'x.yaml:1:1: the file is empty; a scenario has at least a name and a load',
    ],
    ['- a', 'x.yaml:1:1: a scenario is a mapping of keys to values'],
    [
      `${MINIMAL}---\n${MINIMAL}`,
      'x.yaml:3:1: a second document begins here; a file holds one scenario',
    ],
    [`${MINIMAL}name: b`, 'x.yaml:3:1: this key appears a second time'],
    [`${MINIMAL}__proto__: { x: 1 }`, 'x.yaml:3:1: the key __proto__ is not allowed'],
    [
      `${MINIMAL}mix: { constructor: 1, sale: 1 }`,
      'x.yaml:3:8: the key constructor is not allowed',
    ],
    [`${MINIMAL}thresholds: { prototype: [] }`, 'x.yaml:3:15: the key prototype is not allowed'],
    [`${MINIMAL}? [a]\n: 1`, 'x.yaml:3:3: keys are plain words'],
    [`${MINIMAL}seed: !!js/function "x"`, 'x.yaml:3:21: tags (!…) are not allowed in scenarios'],
    [`${MINIMAL}description: !!binary aGk=`, 'x.yaml:3:23: tags (!…) are not allowed in scenarios'],
    [
      `${MINIMAL}clock: { <<: { speed: 1 } }`,
      'x.yaml:3:10: unknown key (clock.<<) — known keys: start, speed',
    ],
    [
      `%YAML 1.1\n---\n${MINIMAL}`,
      'x.yaml:1:1: scenarios are YAML 1.2; remove the %YAML directive',
    ],
    ['name: a\nload:\n\tx: 1\n', 'x.yaml:3:1: a tab is used for indentation; YAML wants spaces'],
    ['name: a\nload: &l { stages: *l }', 'x.yaml:2:20: this alias contains itself'],
    [`a: ${'['.repeat(5000)}`, 'x.yaml:1:20: is nested too deeply'],
    ['PASSWORD: hunter2\n', 'x.yaml:1:1: is not a scenario: none of its keys is known'],
  ])('is refused: %.40j', (text, fault) => {
    const faults = faultsOf(text);
    expect(faults.map((line) => line.replace(/:1:\d+: is nested/, ':1:20: is nested'))).toEqual([
      fault,
    ]);
  });

  it('is refused when aliases multiply', () => {
    const level = (name: string, of: string) =>
      `${name}: &${name} [${Array(9).fill(of).join(',')}]\n`;
    const bomb = level('a', 'x') + level('b', '*a') + level('c', '*b') + level('d', '*c');
    expect(faultsOf(bomb)).toEqual([
      'x.yaml:1:1: repeats itself through aliases more than 32 times',
    ]);
  });

  it('leaves ordinary aliases, a byte order mark and DOS line ends alone', () => {
    const text =
      '\uFEFFname: a\nload:\n  executor: ramping-arrival-rate\n  stages: [&s { duration: 1s, target: 5 }, *s]\n';
    expect(parseScenario(text.replaceAll('\n', '\r\n'), 'x.yaml').load.durationMs).toBe(2000);
  });

  it('never moves the reader’s cursor', () => {
    const faults = faultsOf('name: "a\\e[31m"\n"\\e[2J": 1\n');
    expect(faults.join('')).not.toContain('\u001b');
    expect(faults.length).toBeGreaterThan(1);
  });

  it('fails with located faults only, whatever the text', () => {
    const yamlish = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            'name: a\n',
            LOAD,
            'load:',
            'stages',
            ' ',
            '\n',
            '- ',
            '{',
            '}',
            '[',
            ']',
            '&a ',
            '*a',
            '!x ',
            '? ',
            ': ',
            '"',
            '#',
            '|',
            '1',
            'mix',
          ),
          fc.string({ maxLength: 4 }),
        ),
        { maxLength: 25 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(yamlish, (text) => {
        for (const fault of faultsOf(text)) expect(fault).toMatch(/^x\.yaml:\d+:\d+: .|^… and/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('loadScenarioFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const failure = (path: string) => {
    try {
      loadScenarioFile(path);
    } catch (error) {
      if (error instanceof StreamstockError)
        return { code: error.code, message: error.message, exitCode: error.exitCode };
    }
    return undefined;
  };

  it('reads a file', () => {
    const path = join(folder, 'good.yaml');
    writeFileSync(path, MINIMAL);
    expect(loadScenarioFile(path).name).toBe('minimal');
  });

  it('says what keeps it from reading one', () => {
    const missing = join(folder, 'missing.yaml');
    expect(failure(missing)).toEqual({
      code: 'SCENARIO_UNREADABLE',
      message: `${missing}: no such file`,
      exitCode: 104,
    });
    expect(failure(folder)?.message).toBe(`${folder}: is not a regular file`);
    expect(failure('/dev/zero')?.message).toBe('/dev/zero: is not a regular file');
    const large = join(folder, 'large.yaml');
    writeFileSync(large, `${MINIMAL}#${'x'.repeat(256 * 1024)}`);
    expect(failure(large)?.message).toBe(`${large}: is larger than 256 KiB`);
    const binary = join(folder, 'binary.yaml');
    writeFileSync(binary, Buffer.from([0x6e, 0xff, 0xfe]));
    expect(failure(binary)?.message).toBe(`${binary}: is not UTF-8 text`);
  });
});
