/**
 * Golden digests: the outcome of shipped scenarios, kept in the repository, so that neither a change of the code nor
 * another version of Node can move an outcome unnoticed.
 *
 *   node dist/simulator/golden.js            compares, exits 90 when one differs
 *   node dist/simulator/golden.js --write    after an intended change of the world or the digest
 */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT_CODES } from '../pipeline/errors.ts';
import { DIGEST_VERSION } from '../pipeline/stages/digest.ts';
import { projectRoot, resolveScenario } from './commands/resolve.ts';
import { simulate } from './simulation.ts';
import { WORLD_VERSION } from './world/version.ts';
import { buildWorld } from './world/world.ts';

export const GOLDEN_SCENARIOS = [
  'classroom',
  'month',
  'spike',
  // What happens to their consumers must not be seen in the outcome.
  'consumer-crash',
  'rebalance-storm',
  'slow-consumer',
  'rolling-restart',
] as const;

export interface GoldenDigests {
  readonly worldVersion: number;
  readonly digestVersion: number;
  /** By scenario name, with the seed of its file. */
  readonly digests: Readonly<Record<string, string>>;
}

export function currentDigests(): GoldenDigests {
  return {
    worldVersion: WORLD_VERSION,
    digestVersion: DIGEST_VERSION,
    digests: Object.fromEntries(
      GOLDEN_SCENARIOS.map((name) => {
        const { scenario } = resolveScenario(name, {}, {}, 'simulate');
        return [name, simulate(buildWorld(scenario)).digest];
      }),
    ),
  };
}

export function goldenFile(): string {
  return join(projectRoot(), 'simulator', 'golden-digests.json');
}

export function readGolden(): GoldenDigests {
  return JSON.parse(readFileSync(goldenFile(), 'utf8')) as GoldenDigests;
}

function main(): void {
  const current = currentDigests();
  if (process.argv.includes('--write')) {
    writeFileSync(goldenFile(), `${JSON.stringify(current, null, 2)}\n`);
    return;
  }
  const golden = readGolden();
  for (const name of GOLDEN_SCENARIOS) {
    const [kept, now] = [golden.digests[name], current.digests[name]];
    if (kept === now) {
      process.stdout.write(`${name} ${now} as kept, Node ${process.version}\n`);
    } else {
      process.stdout.write(`${name} ${now} differs from ${kept}, Node ${process.version}\n`);
      process.exitCode = EXIT_CODES.incorrect;
    }
  }
}

const [, started] = process.argv;
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) main();
