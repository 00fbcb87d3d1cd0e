/** Runs folders with every kind of content that people may have in theirs. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundCapacity } from '../capacity.fixture.ts';
import type { CapacityReport } from '../capacity-record.ts';
import { passedRecord } from '../record.fixture.ts';
import type { RunRecord } from '../record.ts';

/** What must never be served: it lies beside the runs folder. */
export const SECRET = 'the secret of somebody else';

export class RunsFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'streamstock-runs-'));
  readonly path = join(this.root, 'runs');

  constructor() {
    mkdirSync(this.path);
    writeFileSync(join(this.root, 'secret.txt'), SECRET);
    mkdirSync(join(this.root, 'outside'));
    for (const name of ['run.json', 'summary.md', 'report.html', 'secret.txt']) {
      writeFileSync(join(this.root, 'outside', name), SECRET);
    }
  }

  /** @returns the path of the run's folder */
  run(id: string, changes: Partial<RunRecord> = {}): string {
    return this.file(id, 'run.json', `${JSON.stringify(passedRecord(changes), null, 2)}\n`);
  }

  file(id: string, name: string, text: string): string {
    const folder = join(this.path, id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
    return folder;
  }

  search(id: string, changes: Partial<CapacityReport> = {}): void {
    this.file(id, 'capacity.json', JSON.stringify(foundCapacity(changes)));
    this.file(id, 'capacity.html', '<!doctype html><title>found</title>');
  }

  /** A run that has a journal and no record. */
  journal(id: string, modifiedMs: number, text = '{"kind":"start"}\n'): void {
    const folder = this.file(id, 'journal.jsonl', text);
    utimesSync(join(folder, 'journal.jsonl'), modifiedMs / 1000, modifiedMs / 1000);
  }

  link(id: string, target: string, name?: string): void {
    if (name !== undefined) mkdirSync(join(this.path, id), { recursive: true });
    symlinkSync(target, name === undefined ? join(this.path, id) : join(this.path, id, name));
  }

  append(file: string, text: string): void {
    appendFileSync(file, text);
  }

  /** A pipe that nobody writes to: whoever opens it carelessly waits for ever. */
  pipe(id: string, name: string): void {
    mkdirSync(join(this.path, id), { recursive: true });
    execFileSync('mkfifo', [join(this.path, id, name)]);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
