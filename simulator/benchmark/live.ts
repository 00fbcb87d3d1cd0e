/**
 * What the live page costs: a run with `--live` and some listeners, and the CPU share of the server's thread as the page shows it.
 *
 *     node dist/simulator/benchmark/live.js [events a second, 5000] [products, 2000] [pages, 1] [seconds, 40]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LiveFrame, LivePoint } from '../../reports/live/frames.ts';
import { OWN_CPU_GROUP } from '../live/server/own-cpu.ts';

const [rate = 5000, products = 2000, pages = 1, seconds = 40] = process.argv.slice(2).map(Number);
/** Compilation and the first look at everything are no steady state. */
const WARM_UP_POINTS = 12;

const folder = mkdtempSync(join(tmpdir(), 'streamstock-live-'));
const scenario = join(folder, 'live-cost.yaml');
writeFileSync(
  scenario,
  `name: live-cost
description: What the live page costs.
clock: { start: 2026-01-05T08:00:00Z, speed: 8000 }
catalogue: { products: ${products} }
load: { executor: constant-arrival-rate, rate: ${rate}, duration: ${seconds}s }
pipeline: { partitions: 3, consumers: 2 }
`,
);
const cli = fileURLToPath(new URL('../cli.js', import.meta.url));
const run = spawn(
  process.execPath,
  [cli, 'bench', scenario, '--live', '--port', '0', '--runs-dir', join(folder, 'runs')],
  { stdio: ['ignore', 'pipe', 'pipe'] },
);
const points: LivePoint[] = [];
const frameBytes: number[] = [];
let frames = 0;
let said = '';
let isListening = false;

for (const output of [run.stdout, run.stderr]) {
  output.on('data', (bytes: Buffer) => {
    said += bytes.toString();
    const [url] = /http:\/\/127\.0\.0\.1:\d+\//.exec(said) ?? [];
    if (url === undefined || isListening) return;
    isListening = true;
    for (let page = 0; page < pages; page += 1) listen(`${url}live/stream`, page === 0);
  });
}
run.on('close', (code) => {
  rmSync(folder, { recursive: true, force: true });
  if (points.length <= WARM_UP_POINTS) {
    process.stderr.write(
      `${said}\nThe run ended with ${code} before anything could be measured.\n`,
    );
    process.exitCode = 1;
    return;
  }
  report(points.slice(WARM_UP_POINTS));
});

function listen(url: string, counts: boolean): void {
  let open = '';
  const request = get(url, (response) => {
    response.on('data', (bytes: Buffer) => {
      if (!counts) return;
      const blocks = (open + bytes.toString()).split('\n\n');
      open = blocks.pop() ?? '';
      for (const block of blocks) take(block);
    });
    response.on('error', () => undefined);
  });
  request.on('error', () => undefined);
}

function take(block: string): void {
  const [, data] = /event: frame\nid: \d+\ndata: (.*)/.exec(block) ?? [];
  if (data === undefined) return;
  frames += 1;
  frameBytes.push(data.length);
  points.push(...(JSON.parse(data) as LiveFrame).points);
}

function report(measured: readonly LivePoint[]): void {
  const shares = measured
    .map(({ cpu }) => cpu?.[OWN_CPU_GROUP])
    .filter((share) => share !== undefined)
    .sort((a, b) => a - b);
  const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  const applied = measured.reduce((sum, point) => sum + point.appliedPerSecond, 0);
  const percent = (share: number | undefined) => `${((share ?? 0) * 100).toFixed(2)} %`;
  process.stdout.write(
    `${rate} events/s, ${products} products, ${pages} pages: ${shares.length} seconds measured, ` +
      `${Math.round(applied / measured.length)} events/s applied\n` +
      `live page's thread, share of a core: mean ${percent(mean)}, ` +
      `median ${percent(shares[Math.floor(shares.length / 2)])}, most ${percent(shares.at(-1))}\n` +
      `frames ${frames}, ${Math.round(frameBytes.reduce((sum, bytes) => sum + bytes, 0) / Math.max(1, frames))} bytes each\n`,
  );
}
