/**
 * Part of the digest's input. Raise it with every change that moves a draw, a size or a semantic of the
 * world, and renew the golden digests.
 */
export const WORLD_VERSION = 1;
