/**
 * Deepest nesting of arrays and maps that is read. Everything behind the decoders may recurse over values
 * without a guard of its own. SDKs stay far below: protobuf's own limit allows about 33 levels.
 */
export const maxDepth = 64;
