import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { __wbg_set_wasm, SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";

/**
 * Prisma's own migration engine, compiled to WebAssembly. The Prisma CLI would download a native one, which fails where
 * there is no way out to the internet; this one is in the npm package.
 */
export async function withSchemaEngine<T>(
  adapters: SqlMigrationAwareDriverAdapterFactory,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadWasm();
  const bound = bindMigrationAwareSqlAdapterFactory(adapters);
  try {
    const engine = await SchemaEngine.new({ datamodels: undefined }, () => {}, bound);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } catch (error) {
    // "External error id#0": the engine holds only a number, the error itself stayed on this side.
    const id = /External error id#(\d+)/.exec(String(error))?.[1];
    throw (id !== undefined && bound.errorRegistry.consumeError(Number(id))?.error) || error;
  }
}

let loading: Promise<void> | undefined;

function loadWasm(): Promise<void> {
  loading ??= (async () => {
    const require = createRequire(import.meta.url);
    // The package is written for bundlers that import .wasm files; node cannot, so it is put together by hand.
    const background = await import("@prisma/schema-engine-wasm/schema_engine_bg");
    const path = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm");
    const { instance } = await WebAssembly.instantiate(readFileSync(path), {
      "./schema_engine_bg.js": background as unknown as WebAssembly.ModuleImports,
    });
    __wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return loading;
}
