/**
 * Version of the verdict and of the standing one, which is the verdict in short. By itself here, so that who asks whether a verdict is of today's version
 * need not load what makes one.
 */
export const VERDICT_VERSION = 4;
