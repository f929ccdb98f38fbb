import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  // The type check is a step of `npm test`: TypeScript 7 has no JavaScript API that Next could call.
  typescript: { ignoreBuildErrors: true },
  // Pictures are served as they are: an image optimizer is a door for hostile files.
  images: { unoptimized: true },
  serverExternalPackages: ["@prisma/adapter-pg", "@prisma/client", "apache-arrow", "pg", "pino", "prom-client"],
  turbopack: { root: fileURLToPath(new URL(".", import.meta.url)) },
};

export default config;
