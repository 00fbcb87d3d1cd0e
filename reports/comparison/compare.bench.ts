/**
 * What a comparison of ten-minute runs costs, from the records on the disk to the verdict. Prints one line a case.
 *
 *     npx tsx reports/comparison/compare.bench.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initHistograms } from '../histogram.ts';
import { readRecord, writeRecord } from '../record-file.ts';
import { compareEvidence } from './compare.ts';
import { evidenceOf } from './evidence-of-run.ts';
import { longRecord } from './long-run.fixture.ts';

const PAIRS = 10;
const folder = mkdtempSync(join(tmpdir(), 'streamstock-compare-bench-'));

await initHistograms();
try {
  for (let pair = 0; pair < PAIRS; pair += 1) {
    for (const side of ['base', 'head']) writeRun(`${side}-${pair}`, 2 * pair + side.length);
  }
  for (const pairs of [1, PAIRS]) measure(pairs);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function writeRun(name: string, seed: number): void {
  const verdict = { name: 'passed' as const, exitCode: 0, reasons: ['fine'] };
  writeRecord(join(folder, name), longRecord(name, seed, { verdict }));
}

function measure(pairs: number): void {
  const startedMs = performance.now();
  const started = process.cpuUsage();
  compareEvidence(side('base', pairs), side('head', pairs), {
    design: 'paired',
    gate: null,
    acceptOutcomes: true,
    toolVersion: '0.1.0',
    createdAt: new Date(0),
    comparisonId: 'bench',
    replay: '',
  });
  const { user, system } = process.cpuUsage(started);
  const [wallMs, cpuMs] = [performance.now() - startedMs, (user + system) / 1000];
  const rssMb = process.resourceUsage().maxRSS / 1000;
  console.log(
    `${pairs} pairs: ${wallMs.toFixed(0)} ms, ${cpuMs.toFixed(0)} ms of CPU, at most ${rssMb.toFixed(0)} MB so far`,
  );
}

function side(name: string, pairs: number) {
  const runs = Array.from({ length: pairs }, (_, pair) => {
    return evidenceOf(readRecord(join(folder, `${name}-${pair}`)));
  });
  return { label: name, revision: null, runs };
}
