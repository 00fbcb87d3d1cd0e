/** What browsers are told about everything that is served: to trust nothing in it. */
import { createHash } from 'node:crypto';

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

const ALONE = "base-uri 'none'; frame-ancestors 'none'";

/** For pages made here: one style sheet, known by its hash, and forms that come back here. */
export function ownPagePolicy(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; form-action 'self'; ${ALONE}`;
}

/**
 * For reports, which bring their own scripts and an own, stricter policy. A report may have come from anybody: it
 * gets an origin of its own, so that it reads no other run, and no connection. It may save files and print.
 */
export const REPORT_POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; " +
  `form-action 'none'; ${ALONE}; sandbox allow-scripts allow-downloads allow-modals`;

/** For files as they are: whatever is in them, nothing of it runs. */
export const FILE_POLICY = `default-src 'none'; form-action 'none'; ${ALONE}; sandbox`;
