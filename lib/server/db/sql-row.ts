/** `createdAt` -> `created_at`: prisma/schema.prisma maps all its names so. */
type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${SnakeCase<Rest>}`
    : `_${Lowercase<First>}${SnakeCase<Rest>}`
  : "";

type SqlValue<T> = T extends bigint ? string : T extends Uint8Array ? Buffer : T;

/**
 * A row of a table as plain `pg` gives it out (pool.ts), from the type that Prisma made of the schema: so that SQL too is held against the
 * one schema. Not for columns of type date, which are text here and a Date there.
 */
export type SqlRow<M> = { [Name in keyof M & string as SnakeCase<Name>]: SqlValue<M[Name]> };
