import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AlertTrail } from './alert-trail.ts';
import type { AlertChange } from './effects.ts';

describe('the alert trail', () => {
  it('chains each line to the hash of all before it', () => {
    const trail = new AlertTrail(2);
    trail.append(change({ transition: 'raised', productSeq: 3, atMs: 1000, stockUnits: 34 }));
    const first = sha256('raised LOW_STOCK 3 1000 34');
    expect(trail.hash(1)).toBe(first);
    trail.append(change({ transition: 'resolved', productSeq: 4, atMs: 2000, stockUnits: 50 }));
    expect(trail.hash(1)).toBe(sha256(`${first}resolved LOW_STOCK 4 2000 50`));
  });

  it('is empty where nothing changed', () => {
    expect(new AlertTrail(1).hash(0)).toBe('');
  });

  it('counts raised and resolved per product, and every change by type', () => {
    const trail = new AlertTrail(2);
    trail.append(change({ transition: 'raised' }));
    trail.append(change({ transition: 'escalated', type: 'CRITICAL_LOW_STOCK' }));
    trail.append(change({ transition: 'deescalated' }));
    trail.append(change({ transition: 'resolved' }));
    trail.append(change({ transition: 'raised', type: 'RAPID_DEPLETION' }));
    trail.append(change({ transition: 'raised', type: 'OVERSTOCK' }));
    expect([trail.raisedCount(0), trail.resolvedCount(0)]).toEqual([0, 0]);
    expect([trail.raisedCount(1), trail.resolvedCount(1)]).toEqual([3, 1]);
    expect([...trail.changes()]).toEqual([0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
  });
});

function change(fields: Partial<AlertChange>): AlertChange {
  return {
    transition: 'raised',
    productIndex: 1,
    family: 'stock',
    type: 'LOW_STOCK',
    raisedBySeq: 3,
    raisedAtMs: 1000,
    productSeq: 3,
    atMs: 1000,
    stockUnits: 34,
    ...fields,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
