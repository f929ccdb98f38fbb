import { nothingHere } from "#server/http/next-routes.ts";

/** Every address below /api that no other file serves. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nothingHere();
