/** Runs the audit in a thread of its own: it replays the whole plan, and the main thread stays responsive. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { AuditResult, AuditTask } from './audit-task.ts';

export class AuditThread {
  #piscina: Piscina | undefined;

  /** It starts and loads its program: what nobody has to wait for later. Not while anything is measured. */
  prepare(): void {
    this.#thread();
  }

  audit(task: AuditTask): Promise<AuditResult> {
    return this.#thread().run(task);
  }

  async close(): Promise<void> {
    await this.#piscina?.destroy();
  }

  #thread(): Piscina {
    this.#piscina ??= new Piscina({
      filename: fileURLToPath(new URL(`./audit-task${extname(import.meta.url)}`, import.meta.url)),
      minThreads: 1,
      maxThreads: 1,
    });
    return this.#piscina;
  }
}
