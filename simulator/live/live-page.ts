/** The live page of a command: a server that outlives the runs it shows. */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { RunRecord } from '../../reports/record.ts';
import type { ToLiveServer } from './contract.ts';
import type { LiveWanted } from './options.ts';
import { type LiveAddress, type LiveNews, LiveServer } from './server-handle.ts';

export interface LivePageOptions {
  readonly wanted: LiveWanted;
  readonly toolVersion: string;
  readonly runsFolder: string;
  /** Worth a line for whoever started the command; no reason to end the run. */
  readonly onNote: (text: string) => void;
}

export class LivePage {
  readonly #server: LiveServer;
  readonly #token = randomBytes(24).toString('base64url');

  constructor({ wanted, toolVersion, runsFolder, onNote }: LivePageOptions) {
    const task = { ...wanted, toolVersion, runsFolder, token: this.#token };
    this.#server = new LiveServer(task, (reason) => onNote(`the live page was lost: ${reason}`));
  }

  /**
   * Where it listens. `actAt`: the address for whoever may act, with the token in it where one is needed.
   * @throws StreamstockError PORT_UNAVAILABLE
   */
  async listening(): Promise<LiveAddress & { readonly actAt: string }> {
    const address = await this.#server.listening;
    const isShared = address.sharedUrls.length > 0;
    return { ...address, actAt: isShared ? `${address.url}#token=${this.#token}` : address.url };
  }

  onNews(listener: (news: LiveNews) => void): void {
    this.#server.onNews(listener);
  }

  readonly tell = (message: ToLiveServer): void => this.#server.tell(message);

  preparing(text: string): void {
    this.tell({ type: 'phase', phase: 'preparing', text });
  }

  auditing(text: string): void {
    this.tell({ type: 'phase', phase: 'auditing', text });
  }

  /** The run's reports are written. */
  ended({ verdict }: Pick<RunRecord, 'verdict'>, folder: string): void {
    const { name, reasons } = verdict;
    this.tell({ type: 'run-ended', verdict: name, reasons, run: basename(folder) });
  }

  /** Ends every stream and connection within a bounded time. May be called again. */
  close(): Promise<void> {
    return this.#server.close();
  }
}
