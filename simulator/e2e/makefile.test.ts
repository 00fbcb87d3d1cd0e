/** What each target calls, and what it says where Docker is missing. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../commands/resolve.ts';
import { type DockerState, MakeSandbox } from './makefile.fixture.ts';

const open: MakeSandbox[] = [];
function sandbox(docker: DockerState = 'answers'): MakeSandbox {
  const made = new MakeSandbox(docker);
  open.push(made);
  return made;
}
afterEach(() => {
  for (const made of open.splice(0)) made.close();
});

const makefile = readFileSync(join(projectRoot(), 'Makefile'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};
const ALL = 'docker compose --profile cluster --profile ui --profile bench';
const CLI = 'node dist/simulator/cli.js';

describe('make', () => {
  it('without a target lists every target for people, in plain text', () => {
    const { exitCode, stdout, calls } = sandbox().make();
    const [, phony = ''] = /^\.PHONY:((?:.*\\\n)*.*)$/m.exec(makefile) ?? [];
    const targets = phony.split(/[\s\\]+/).filter((word) => word !== '' && word !== 'docker-ready');
    expect(targets).toHaveLength(31);
    for (const target of targets) expect(stdout).toMatch(new RegExp(`^  ${target} +\\S`, 'm'));
    for (const variable of ['BROKER', 'BROKERS', 'CLUSTER', 'ARGS', 'SCENARIO'])
      expect(stdout).toContain(`${variable}=`);
    expect(stdout).not.toContain('\u001b');
    expect({ exitCode, calls }).toEqual({ exitCode: 0, calls: [] });
  });

  it.each([
    [
      ['bench', 'BROKER=local', 'SEED=7', 'ARGS=--rate 500'],
      `${CLI} bench spike --broker local --seed 7 --rate 500`,
    ],
    [['kafka-up'], `${CLI} kafka up`],
    [['kafka-up', 'BROKERS=3', 'ARGS=--port 9200'], `${CLI} kafka up --brokers 3 --port 9200`],
    [['kafka-down', 'ARGS=--delete-data'], `${CLI} kafka down --delete-data`],
    [['benchmark'], 'npm run --silent benchmark --'],
    [['benchmark', 'BROKER=local'], 'npm run --silent benchmark -- --broker local'],
    [['catalogue', 'SCENARIO=month', 'SEED=7'], `${CLI} catalogue month --seed 7`],
    [['history', 'SCENARIO=ci', 'ARGS=--last 5'], `${CLI} history ci --last 5`],
    [['baseline', 'RUNS=3', 'SEED=7'], `${CLI} baseline spike --runs 3 --seed 7`],
    [['compare'], `${CLI} compare --measure spike`],
    [
      ['compare', 'SCENARIO=month', 'BASE=old.json', 'RUNS=8'],
      `${CLI} compare old.json --measure month --runs 8`,
    ],
    [['compare', 'BASE=runs/a', 'HEAD=last', 'ARGS=--json'], `${CLI} compare runs/a last --json`],
    [
      ['ab', 'BASE=main', 'PAIRS=12', 'ARGS=--json'],
      `${CLI} ab spike --base main --head . --pairs 12 --json`,
    ],
    [['bench-ci'], `${CLI} ab ci --head . --budget 5m`],
    [
      ['bench-ci', 'BASE=v1', 'HEAD=v2', 'BUDGET=90s'],
      `${CLI} ab ci --base v1 --head v2 --budget 90s`,
    ],
    [['report', 'RUN=last', 'PORT=0'], `${CLI} report last --port 0`],
  ])('%j installs and builds first, then calls %s', (words, last) => {
    const { exitCode, calls } = sandbox('missing').make(...words);
    expect(exitCode).toBe(0);
    const [install, build, ...rest] = calls.map((call) => call.replaceAll(/ +/g, ' ').trim());
    expect(install).toMatch(/^npm ci/);
    expect(build).toBe('npm run --silent build');
    expect(rest).toEqual([last]);
  });

  it.each([
    [
      ['docker-up'],
      [
        'docker compose up --detach --wait kafka',
        'docker compose run --rm -T kafka-init',
        `${ALL} ps`,
      ],
    ],
    [
      ['docker-up', 'CLUSTER=1', 'UI=1'],
      [
        'docker compose --profile cluster --profile ui up --detach --wait kafka-1 kafka-2 kafka-3',
        'docker compose --profile cluster --profile ui run --rm -T kafka-cluster-init',
        'docker compose --profile cluster --profile ui up --detach --wait --no-deps kafka-ui',
        `${ALL} ps`,
      ],
    ],
    [['docker-down'], [`${ALL} down`]],
    [['docker-bench'], ['docker compose --profile bench run --rm --build -T bench']],
    [['logs'], [`${ALL} logs --follow --tail 200`]],
    [
      ['logs-kafka'],
      ['docker compose --profile cluster logs --follow --tail 200 kafka kafka-1 kafka-2 kafka-3'],
    ],
    [['clean'], [`${ALL} down --volumes`]],
  ])('%j calls Docker, and again when it is repeated', (words, expected) => {
    const made = sandbox();
    for (let time = 1; time <= 2; time += 1) {
      const { exitCode, calls, stderr } = made.make(...words);
      expect(exitCode, stderr).toBe(0);
      expect(calls.map((call) => call.replaceAll(/ +/g, ' ').trim())).toEqual(expected);
    }
  });

  it('names the address to load after docker-up, as the ports were chosen', () => {
    const made = sandbox();
    expect(made.make('docker-up').stdout).toContain('make bench BROKER=localhost:9092\n');
    expect(made.make('docker-up', 'KAFKA_PORT=9192').stdout).toContain('BROKER=localhost:9192\n');
    expect(made.make('docker-up', 'CLUSTER=1', 'KAFKA_2_PORT=1').stdout).toContain(
      'BROKER=localhost:9094,localhost:1,localhost:9096\n',
    );
  });

  describe.each([
    ['missing', /^Docker is not installed\./m],
    ['no-compose', /^Docker has no Compose: install its plugin/m],
    ['no-engine', /^The Docker engine does not answer: start it/m],
  ] as const)('where Docker is %s', (state, sentence) => {
    it.each([
      'docker-up',
      'docker-down',
      'docker-bench',
      'logs',
      'logs-kafka',
    ])('%s says so in a line that names the alternative, and fails', (target) => {
      const { exitCode, stderr, calls } = sandbox(state).make(target);
      expect(exitCode).not.toBe(0);
      expect(stderr).toMatch(sentence);
      expect(stderr).toContain('make kafka-up');
      expect(calls).toEqual([]);
    });

    it('clean removes the rest, and dev starts Kafka without Docker', () => {
      const made = sandbox(state);
      const run = made.file('runs', 'a', 'run.json');
      const { exitCode, stdout, calls } = made.make('clean');
      expect({ exitCode, calls }).toEqual({ exitCode: 0, calls: [] });
      expect(stdout).toContain('Docker does not answer: its containers and volumes stay');
      expect(existsSync(run)).toBe(false);
      expect(made.make('dev').calls.slice(2)).toEqual([
        `${CLI} kafka up`,
        `${CLI} report --port 3001`,
      ]);
    });
  });

  it('clean says what it removes before anything is gone', () => {
    const made = sandbox();
    made.file('dist', 'x.js');
    const { stdout } = made.make('clean');
    expect(stdout).toMatch(/^Removing dist\/ and runs\/, with every run in it\./);
    expect(stdout.indexOf('every topic and record')).toBeGreaterThan(0);
    expect(existsSync(join(made.folder, 'dist'))).toBe(false);
  });

  it('reset cleans, and installs anew', () => {
    const made = sandbox('missing');
    made.make('install');
    const { exitCode, calls } = made.make('reset');
    expect(exitCode).toBe(0);
    expect(calls).toEqual([expect.stringMatching(/^npm ci/)]);
  });

  it('dev starts the broker of docker-up where Docker answers, then the page', () => {
    const { calls } = sandbox().make('dev');
    expect(calls).toContain('docker compose up --detach --wait kafka');
    expect(calls.at(-1)).toBe(`${CLI} report --port 3001`);
  });
});

describe('npm run', () => {
  it.each([
    ['docker-up', 'docker-up'],
    ['docker-down', 'docker-down'],
    ['logs', 'logs'],
    ['logs-kafka', 'logs-kafka'],
    ['docker-clean', 'clean'],
  ])('%s calls what make %s calls', (script, target) => {
    const { calls } = sandbox().make(target);
    const words = calls
      .map((call) => call.replaceAll(/ +/g, ' ').trim())
      // `ps` shows one broker's containers there, since npm run cannot start three.
      .map((call) => (call === `${ALL} ps` ? 'docker compose ps' : call));
    expect(scripts[script]?.split(' && ')).toEqual(words);
  });
});
