/** `Date.toISOString` for instants that come close together: only what changes within a minute is formatted anew. */

const MINUTE_MS = 60_000;
/** `00` to `59`, then `000` to `999`, made once. */
const SECONDS = Array.from({ length: 60 }, (_, second) => String(second).padStart(2, '0'));
const MILLISECONDS = Array.from({ length: 1000 }, (_, ms) => String(ms).padStart(3, '0'));

export class IsoTime {
  #minute = Number.NaN;
  /** `2026-01-05T09:30:` */
  #prefix = '';

  /** @param epochMs whole milliseconds */
  format(epochMs: number): string {
    const minute = Math.floor(epochMs / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#prefix = new Date(minute * MINUTE_MS).toISOString().slice(0, -'00.000Z'.length);
    }
    const ms = epochMs - minute * MINUTE_MS;
    const second = Math.floor(ms / 1000);
    return `${this.#prefix}${SECONDS[second]}.${MILLISECONDS[ms - second * 1000]}Z`;
  }
}
