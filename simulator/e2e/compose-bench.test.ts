/** Our own image, and the service of `docker-compose.yml` that runs it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import yargs from 'yargs';
import { COMPOSE_CLUSTER_ID } from '../cluster/own-clusters.ts';
import { projectRoot } from '../commands/resolve.ts';
import { readCompose } from './compose.fixture.ts';
import { serviceOf } from './compose-image.fixture.ts';

describe('the bench service', () => {
  it('calls the tool with flags that it knows', async () => {
    const { command: words = [] } = serviceOf(readCompose({ SCENARIO: 'stockout' }), 'bench');
    const { command } = await import('../commands/bench.ts');
    let parsed: Record<string, unknown> = {};
    await yargs()
      .command({
        ...command,
        handler: (found) => {
          parsed = found as Record<string, unknown>;
        },
      })
      .strict()
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new Error(message);
      })
      .parseAsync([...words]);
    expect(parsed).toMatchObject({
      scenario: 'stockout',
      broker: 'kafka:29092',
      'allow-remote': COMPOSE_CLUSTER_ID,
      'runs-dir': '/runs',
    });
  });

  it('is built from files that are there and that the build may see', () => {
    const read = (name: string): string => readFileSync(join(projectRoot(), name), 'utf8');
    const copied = read('Dockerfile')
      .split('\n')
      .flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
    expect(copied).toContain('package-lock.json');
    const visible = read('.dockerignore').split('\n');
    for (const path of copied) {
      expect(existsSync(join(projectRoot(), path)), path).toBe(true);
      expect(visible).toContain(`!${path}`);
    }
  });

  it('needs nothing at run time that is not among the dependencies', () => {
    const { dependencies } = JSON.parse(
      readFileSync(join(projectRoot(), 'package.json'), 'utf8'),
    ) as { dependencies: Readonly<Record<string, string>> };
    const files = ['pipeline', 'reports', 'simulator'].flatMap((folder) =>
      readdirSync(join(projectRoot(), folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !/\.(test|fixture|bench)\.ts$/.test(name))
        .map((name) => join(folder, name))
        // What runs in a browser, or when the page is built; and what measures a checkout.
        .filter((name) => !/^reports\/(page|browser|build-page)|^simulator\/benchmark/.test(name)),
    );
    const imported = files.flatMap((file) =>
      [
        ...readFileSync(join(projectRoot(), file), 'utf8').matchAll(
          /^(?:import|export) (?!type )[^;]*?from '([^'.][^']*)'|import\('([^'.][^']*)'\)/gm,
        ),
      ].map(([, one, other]) => one ?? other ?? ''),
    );
    const packages = new Set(
      imported
        .filter((name) => !name.startsWith('node:'))
        .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? ''),
    );
    expect(packages).toContain('kafkajs');
    expect([...packages].filter((name) => dependencies[name] === undefined)).toEqual([]);
  });
});
