/** `--dry-run` of the commands that send load. */
import { dryRun } from '../cluster/dry-run.ts';
import { dryRunJson, renderDryRun } from '../cluster/dry-run-text.ts';
import type { PlannedPeak } from '../cluster/guard.ts';
import type { PipelineWanted } from '../external/wanted.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Target } from './target.ts';

export interface DryRunWanted {
  readonly scenario: Scenario;
  readonly peak: () => PlannedPeak | Promise<PlannedPeak>;
  readonly pipeline: PipelineWanted;
  readonly json: boolean;
}

/** @throws StreamstockError what would keep the run from beginning, after saying what else was found */
export async function showDryRun({ wanted }: Target, options: DryRunWanted): Promise<number> {
  if (wanted.kind === 'embedded') {
    const text = 'Dry run: the embedded broker would be started; there is nothing else to check.';
    if (options.json) process.stdout.write('{"dryRun":true,"couldBegin":true,"cluster":null}\n');
    process.stderr.write(`${text}\n`);
    return 0;
  }
  const dry = await dryRun(wanted, options.scenario, options.peak, options.pipeline);
  if (options.json) process.stdout.write(dryRunJson(dry));
  process.stderr.write(renderDryRun(dry));
  if (dry.trouble !== null) throw dry.trouble;
  return 0;
}
