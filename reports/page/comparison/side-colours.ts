/** Base is what was, head what came of it: in the same two colours everywhere, apart by lightness too. */
import type { Colour } from '../theme.ts';

export const BASE_COLOUR: Colour = 'series-1';
export const HEAD_COLOUR: Colour = 'series-2';
