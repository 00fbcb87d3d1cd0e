/** Where pages of this tool are served, unless somebody says otherwise. */
import { StreamstockError } from '../pipeline/errors.ts';

export const DEFAULT_PORT = 3001;

/**
 * @param text of the flag `--port`
 * @throws StreamstockError USAGE
 */
export function portNumber(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  if (/^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new StreamstockError('USAGE', '--port must be a number from 0 to 65535', {
    hint: `Leave it out for ${DEFAULT_PORT}, or write 0 for any free port.`,
  });
}
