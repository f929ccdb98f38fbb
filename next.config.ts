import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";
import { securityHeaders } from "./lib/server/http/security-headers.ts";

const config: NextConfig = {
  poweredByHeader: false,
  // The type check is a step of `npm test`: TypeScript 7 has no JavaScript API that Next could call.
  typescript: { ignoreBuildErrors: true },
  // Pictures are served as they are: an image optimizer is a door for hostile files.
  images: { unoptimized: true },
  serverExternalPackages: ["@prisma/adapter-pg", "@prisma/client", "apache-arrow", "pg", "pino", "prom-client"],
  headers: async () => [{ source: "/:path*", headers: securityHeaders(process.env.NODE_ENV === "development") }],
  turbopack: { root: fileURLToPath(new URL(".", import.meta.url)) },
};

export default config;
