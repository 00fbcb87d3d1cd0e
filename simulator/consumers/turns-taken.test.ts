import { describe, expect, it } from 'vitest';
import { TurnsTaken } from './turns-taken.ts';

describe('TurnsTaken', () => {
  it('counts what is added to a state, not what it came with', () => {
    const taken = new TurnsTaken(2);
    taken.look(0, 5);
    taken.came(0, 100, false);
    taken.look(0, 130);
    taken.came(1, 0, false);
    taken.look(1, 7);
    expect(taken.total).toBe(37);
  });

  it('counts on in a state that was kept, and anew in one that was restored', () => {
    const taken = new TurnsTaken(1);
    taken.came(0, 0, false);
    taken.look(0, 10);
    taken.look(0, -1);
    taken.came(0, 12, true);
    taken.look(0, 15);
    expect(taken.total).toBe(15);
    taken.came(0, 9, false);
    taken.look(0, 11);
    expect(taken.total).toBe(17);
  });
});
